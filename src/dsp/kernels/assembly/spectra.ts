import { lastPass, transform } from './fft';

/*
 * Rows of third-octave powers. A plan lies in memory as 32-bit integers, in this order:
 */
const SIZE: usize = 0;
const HOP: usize = 4;
const BANDS: usize = 8;
/**
 * Pointers: the window; twiddle factors; two complex arrays to work in, each with room for four numbers more; powers of
 * mid and side, cross-spectrum; bits of the row before, 0 where no flux is wanted.
 */
const WINDOW: usize = 12;
const TWIDDLES: usize = 16;
const BLOCKS: usize = 20;
const OTHERS: usize = 24;
const MID_POWER: usize = 28;
const SIDE_POWER: usize = 32;
const CROSS: usize = 36;
const BEFORE: usize = 40;
/** Pointers: per band the first bin and the number of weights, a multiple of four; then all weights. */
const BAND_RANGES: usize = 44;
const WEIGHTS: usize = 48;
/** Pointers: sums of the powers of mid and side over the pool under way. */
const POOL_MID: usize = 52;
const POOL_SIDE: usize = 56;
/** Pointers: sums, in double precision, of the means of the pools of a second. */
const FINE_MID: usize = 60;
const FINE_SIDE: usize = 64;
/**
 * Numbers in single precision: a quarter and a half of the scale of a power (`SpectrumPlan.powerScale`), the gain of the
 * flux, the logarithm that a bit stands for.
 */
const POWER_SCALES: usize = 68;
const FLUX_GAIN: usize = 76;
const FLUX_LOGARITHM: usize = 80;
/** The mel bands: their number, 0 where none are wanted, and pointers as for the others. */
const MEL_BANDS: usize = 84;
const MEL_RANGES: usize = 88;
const MEL_WEIGHTS: usize = 92;

/**
 * Transforms `rows` windows, the first at `mid` and `side`, a hop apart.
 *
 * @param inPool rows that the pool under way holds already; all of these still belong to it
 * @param bands arrays one after another, with room for `room` rows, of which `kept` hold something: mid, side, left minus
 *   right (a row of bands each), flux (a value a row, where it is wanted), and mel bands of mid and of side
 */
export function spectrumRows(
  plan: usize,
  mid: usize,
  side: usize,
  rows: i32,
  inPool: i32,
  bands: usize,
  room: i32,
  kept: i32,
): void {
  const hopBytes = <usize>load<i32>(plan, HOP) << 2;
  const columns = load<i32>(plan, BANDS);
  const power = <usize>load<i32>(plan, MID_POWER);
  const sidePower = <usize>load<i32>(plan, SIDE_POWER);
  const cross = <usize>load<i32>(plan, CROSS);
  const before = <usize>load<i32>(plan, BEFORE);
  const matrixBytes = <usize>(room * columns) << 2;
  const melColumns = load<i32>(plan, MEL_BANDS);
  const flux = bands + 3 * matrixBytes;
  const mel = flux + (<usize>room << 2);
  for (let row = 0; row < rows; row++) {
    spectrum(plan, mid + <usize>row * hopBytes, side + <usize>row * hopBytes);
    pool(plan, <usize>load<i32>(plan, POOL_MID), power, inPool + row == 0);
    pool(plan, <usize>load<i32>(plan, POOL_SIDE), sidePower, inPool + row == 0);
    const place = kept + row;
    const to = bands + (<usize>(place * columns) << 2);
    sumBands(plan, power, sidePower, cross, to, matrixBytes);
    if (before != 0) store<f32>(flux + (<usize>place << 2), rise(plan, power, before));
    sumMel(plan, power, sidePower, mel + (<usize>(place * melColumns) << 2), <usize>(room * melColumns) << 2);
  }
}

/** Adds a spectrum to the sums of the pool, or begins them with it. */
function pool(plan: usize, sums: usize, power: usize, first: bool): void {
  const bytes = <usize>((load<i32>(plan, SIZE) >> 1) + 1) << 2;
  if (first) {
    memory.copy(sums, power, bytes);
    return;
  }
  // The last vector reaches into the padding.
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(sums + at, f32x4.add(v128.load(sums + at), v128.load(power + at)));
  }
}

/** Turns the sums over `rows` rows into means, and adds these to the sums of the second. */
export function closePool(plan: usize, rows: i32): void {
  const bytes = <usize>((load<i32>(plan, SIZE) >> 1) + 1) << 2;
  const mid = <usize>load<i32>(plan, POOL_MID);
  const side = <usize>load<i32>(plan, POOL_SIDE);
  const scale = f32x4.splat(1 / <f32>rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(mid + at, f32x4.mul(v128.load(mid + at), scale));
    v128.store(side + at, f32x4.mul(v128.load(side + at), scale));
  }
  addPromoted(mid, <usize>load<i32>(plan, FINE_MID), bytes);
  addPromoted(side, <usize>load<i32>(plan, FINE_SIDE), bytes);
}

/** Adds numbers in single precision, two at a time, to sums in double precision. */
function addPromoted(values: usize, sums: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) {
    const to = sums + (at << 1);
    v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(v128.load64_zero(values + at))));
  }
}

/** Puts the means of the second, of `pools` pools, where those of the pool under way were, and begins a new one. */
export function closeFineRow(plan: usize, pools: i32): void {
  const bins = (load<i32>(plan, SIZE) >> 1) + 1;
  takeMeans(<usize>load<i32>(plan, FINE_MID), <usize>load<i32>(plan, POOL_MID), bins, pools);
  takeMeans(<usize>load<i32>(plan, FINE_SIDE), <usize>load<i32>(plan, POOL_SIDE), bins, pools);
}

function takeMeans(sums: usize, to: usize, bins: i32, count: i32): void {
  const divisor = f64x2.splat(<f64>count);
  const zero = f64x2.splat(0);
  for (let bin = 0; bin < bins; bin += 2, sums += 16, to += 8) {
    v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(v128.load(sums), divisor)), 0);
    v128.store(sums, zero);
  }
}

/** The powers of mid and side and their cross-spectrum, from one transform of mid + i·side. */
function spectrum(plan: usize, mid: usize, side: usize): void {
  const size = load<i32>(plan, SIZE);
  const blocks = <usize>load<i32>(plan, BLOCKS);
  const others = <usize>load<i32>(plan, OTHERS);
  const window = <usize>load<i32>(plan, WINDOW);
  const numbers = transform(mid, side, window, blocks, others, size, <usize>load<i32>(plan, TWIDDLES));
  lastPass(
    numbers,
    numbers == blocks ? others : blocks,
    size,
    plan + POWER_SCALES,
    <usize>load<i32>(plan, MID_POWER),
    <usize>load<i32>(plan, SIDE_POWER),
    <usize>load<i32>(plan, CROSS),
  );
}

function sumBands(plan: usize, mid: usize, side: usize, cross: usize, to: usize, matrixBytes: usize): void {
  const bands = load<i32>(plan, BANDS);
  const ranges = <usize>load<i32>(plan, BAND_RANGES);
  let weight = <usize>load<i32>(plan, WEIGHTS);
  for (let band = 0; band < bands; band++) {
    let at = <usize>load<i32>(ranges + (<usize>band << 3)) << 2;
    const end = weight + (<usize>load<i32>(ranges + (<usize>band << 3), 4) << 2);
    let midSum = f32x4.splat(0);
    let sideSum = f32x4.splat(0);
    let crossSum = f32x4.splat(0);
    for (; weight < end; weight += 16, at += 16) {
      const share = v128.load(weight);
      midSum = f32x4.add(midSum, f32x4.mul(share, v128.load(mid + at)));
      sideSum = f32x4.add(sideSum, f32x4.mul(share, v128.load(side + at)));
      crossSum = f32x4.add(crossSum, f32x4.mul(share, v128.load(cross + at)));
    }
    const out = to + (<usize>band << 2);
    store<f32>(out, laneSum(midSum));
    store<f32>(out + matrixBytes, laneSum(sideSum));
    store<f32>(out + 2 * matrixBytes, laneSum(crossSum));
  }
}

/** What `sumBands` does, for the mel bands and without the cross-spectrum. */
function sumMel(plan: usize, mid: usize, side: usize, to: usize, matrixBytes: usize): void {
  const bands = load<i32>(plan, MEL_BANDS);
  const ranges = <usize>load<i32>(plan, MEL_RANGES);
  let weight = <usize>load<i32>(plan, MEL_WEIGHTS);
  for (let band = 0; band < bands; band++) {
    let at = <usize>load<i32>(ranges + (<usize>band << 3)) << 2;
    const end = weight + (<usize>load<i32>(ranges + (<usize>band << 3), 4) << 2);
    let midSum = f32x4.splat(0);
    let sideSum = f32x4.splat(0);
    for (; weight < end; weight += 16, at += 16) {
      const share = v128.load(weight);
      midSum = f32x4.add(midSum, f32x4.mul(share, v128.load(mid + at)));
      sideSum = f32x4.add(sideSum, f32x4.mul(share, v128.load(side + at)));
    }
    const out = to + (<usize>band << 2);
    store<f32>(out, laneSum(midSum));
    store<f32>(out + matrixBytes, laneSum(sideSum));
  }
}

/**
 * Mean rise of ½·ln(1 + γ²·P) over all bins against the row before, which it replaces. A float's bits, read as a whole
 * number, are its logarithm to base 2 with straight lines between powers of two (`FLUX_LOGARITHM`).
 */
function rise(plan: usize, mid: usize, before: usize): f32 {
  const side = <usize>load<i32>(plan, SIDE_POWER);
  const half = load<i32>(plan, SIZE) >> 1;
  const gain = load<f32>(plan, FLUX_GAIN);
  const squareGain = f32x4.splat(gain * gain);
  const one = f32x4.splat(1);
  const zero = i32x4.splat(0);
  let sum = f32x4.splat(0);
  const end = <usize>half << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const power = f32x4.add(v128.load(mid + at), v128.load(side + at));
    const bits = f32x4.add(one, f32x4.mul(squareGain, power));
    sum = f32x4.add(sum, f32x4.convert_i32x4_s(i32x4.max_s(zero, i32x4.sub(bits, v128.load(before + at)))));
    v128.store(before + at, bits);
  }
  const last = reinterpret<i32>(1 + gain * gain * (load<f32>(mid + end) + load<f32>(side + end)));
  const lastRise = max<i32>(0, last - load<i32>(before + end));
  store<i32>(before + end, last);
  return ((laneSum(sum) + <f32>lastRise) * load<f32>(plan, FLUX_LOGARITHM)) / <f32>(half + 1);
}

function laneSum(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    (f32x4.extract_lane(values, 2) + f32x4.extract_lane(values, 3))
  );
}
