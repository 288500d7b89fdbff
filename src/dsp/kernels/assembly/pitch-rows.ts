/*
 * The pitches of a power spectrum, as `src/dsp/pitch-rows.ts` describes them. A plan lies in memory as eight numbers in
 * double precision: hertz per bin, lowest and highest frequency, least excess, greatest excess, share and power of the
 * loudest bin below which there is nothing, the frequency of column 0; and then as integers: first and last bin, bins
 * of surroundings, first column, columns; and the half width of the surroundings of each bin up to the last.
 */
const HZ_PER_BIN: usize = 0;
const LOW_HZ: usize = 8;
const HIGH_HZ: usize = 16;
const LEAST_EXCESS: usize = 24;
const STRONGEST: usize = 32;
const FAINTEST_SHARE: usize = 40;
const SILENCE: usize = 48;
const COLUMN_0_HZ: usize = 56;
const FIRST_BIN: usize = 64;
const LAST_BIN: usize = 68;
const BINS: usize = 72;
const FIRST_COLUMN: usize = 76;
const COLUMNS: usize = 80;
const HALF_WIDTHS: usize = 84;

const COLUMNS_PER_OCTAVE: f64 = 36;
const NEPERS_PER_BIT: f64 = 0.6931471805599453 / 8388608;
const NEPERS_OF_ONE: f64 = 127 * 0.6931471805599453;

/**
 * @param power `length` numbers in single precision
 * @param sums room for a number in double precision for each bin of surroundings, and one more
 * @param row receives the columns in single precision
 */
export function pitchRow(plan: usize, power: usize, length: i32, sums: usize, row: usize): void {
  memory.fill(row, 0, <usize>load<i32>(plan, COLUMNS) << 2);
  const bins = min<i32>(load<i32>(plan, BINS), length);
  let loudest: f32 = 0;
  for (let bin = 0; bin < bins; bin++) loudest = max<f32>(loudest, load<f32>(power + (<usize>bin << 2)));
  if (<f64>loudest < load<f64>(plan, SILENCE)) return;
  const faintest = <f64>loudest * load<f64>(plan, FAINTEST_SHARE);
  sumLevels(power, bins, faintest, sums);
  const leastExcess = load<f64>(plan, LEAST_EXCESS);
  const last = min<i32>(load<i32>(plan, LAST_BIN), length - 2);
  for (let bin = load<i32>(plan, FIRST_BIN); bin <= last; bin++) {
    const at = power + (<usize>bin << 2);
    const level = load<f32>(at);
    if (<f64>level <= faintest || level < load<f32>(at - 4) || level <= load<f32>(at, 4)) continue;
    const reach = load<i32>(plan + HALF_WIDTHS + (<usize>bin << 2));
    const from = max<i32>(0, bin - reach);
    const to = min<i32>(bins, bin + reach + 1);
    const logLevel = Math.log(<f64>level);
    const around = load<f64>(sums + (<usize>to << 3)) - load<f64>(sums + (<usize>from << 3));
    const excess = logLevel - around / <f64>(to - from);
    if (excess < leastExcess) continue;
    const left = Math.log(max<f64>(<f64>load<f32>(at - 4), faintest)) - logLevel;
    const right = Math.log(max<f64>(<f64>load<f32>(at, 4), faintest)) - logLevel;
    const shift = left + right < 0 ? (0.5 * (left - right)) / (left + right) : 0;
    const hz = (<f64>bin + shift) * load<f64>(plan, HZ_PER_BIN);
    if (hz < load<f64>(plan, LOW_HZ) || hz >= load<f64>(plan, HIGH_HZ)) continue;
    const strength = min<f64>(excess, load<f64>(plan, STRONGEST)) - leastExcess / 2;
    const position = COLUMNS_PER_OCTAVE * Math.log2(hz / load<f64>(plan, COLUMN_0_HZ));
    const column = Math.floor(position);
    const cell = row + (<usize>(<i32>column - load<i32>(plan, FIRST_COLUMN)) << 2);
    store<f32>(cell, <f32>(<f64>load<f32>(cell) + strength * (1 - (position - column))));
    store<f32>(cell, <f32>(<f64>load<f32>(cell, 4) + strength * (position - column)), 4);
  }
}

/** Sums of the logarithms of the powers below each bin; a float's bits are its logarithm, linear between octaves. */
function sumLevels(power: usize, bins: i32, faintest: f64, sums: usize): void {
  const least = reinterpret<i32>(<f32>faintest);
  let sum: f64 = 0;
  store<f64>(sums, 0);
  for (let bin = 0; bin < bins; bin++) {
    sum += <f64>max<i32>(load<i32>(power + (<usize>bin << 2)), least);
    store<f64>(sums + (<usize>bin << 3), sum * NEPERS_PER_BIT - <f64>(bin + 1) * NEPERS_OF_ONE, 8);
  }
}
