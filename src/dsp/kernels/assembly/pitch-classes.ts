/*
 * Folds rows of pitches to pitch classes, as `src/dsp/pitch-classes.ts` describes it.
 *
 * The rules lie in memory as integers: columns of the map and of an octave, how many harmonics are explained and how
 * many support, the first column of the upper register, columns of the bass; then the offsets of the explained
 * harmonics and those of the supporting ones. Their numbers, in double precision: the share beside a harmonic, full
 * support, what counts without support, the shares of the explained harmonics, and the weights of the bass.
 */
const MAP_COLUMNS: usize = 0;
const OCTAVE: usize = 4;
const EXPLAINED: usize = 8;
const SUPPORTING: usize = 12;
const UPPER_FROM: usize = 16;
const BASS_UNTIL: usize = 20;
const OFFSETS: usize = 24;

/**
 * Folds `pools` rows, each the sum of a row of low pitches and one of main pitches, which begin at columns of the map.
 *
 * @param map room for the columns of the map in single precision, as `rest`
 * @param upper receives for each row the classes of chords and melodies, zeros before; `bass` what they stand on
 */
export function foldPitches(
  rules: usize,
  numbers: usize,
  low: usize,
  lowFirst: i32,
  lowColumns: i32,
  main: usize,
  mainFirst: i32,
  mainColumns: i32,
  pools: i32,
  map: usize,
  rest: usize,
  upper: usize,
  bass: usize,
): void {
  const columns = load<i32>(rules, MAP_COLUMNS);
  const octave = load<i32>(rules, OCTAVE);
  for (let pool = 0; pool < pools; pool++) {
    memory.fill(map, 0, <usize>columns << 2);
    addRow(low + (<usize>(pool * lowColumns) << 2), lowColumns, map + (<usize>lowFirst << 2));
    addRow(main + (<usize>(pool * mainColumns) << 2), mainColumns, map + (<usize>mainFirst << 2));
    memory.copy(rest, map, <usize>columns << 2);
    takeHarmonics(rules, numbers, rest, columns);
    for (let column = load<i32>(rules, UPPER_FROM); column < columns; column++) {
      const cell = upper + (<usize>(column % octave) << 2);
      store<f32>(cell, load<f32>(cell) + load<f32>(rest + (<usize>column << 2)));
    }
    foldBass(rules, numbers, map, rest, bass);
    upper += <usize>octave << 2;
    bass += <usize>octave << 2;
  }
}

function addRow(row: usize, columns: i32, to: usize): void {
  const end = row + (<usize>columns << 2);
  for (; row < end; row += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(row));
}

function takeHarmonics(rules: usize, numbers: usize, map: usize, columns: i32): void {
  const explained = load<i32>(rules, EXPLAINED);
  const beside = load<f64>(numbers);
  for (let column = 0; column < columns; column++) {
    const strength = load<f32>(map + (<usize>column << 2));
    if (strength <= 0) continue;
    for (let i = 0; i < explained; i++) {
      const at = column + load<i32>(rules + OFFSETS + (<usize>i << 2));
      if (at + 1 >= columns) break;
      const share = <f64>strength * load<f64>(numbers + (<usize>i << 3), 24);
      const cell = map + (<usize>at << 2);
      take(cell, share);
      take(cell - 4, beside * share);
      take(cell + 4, beside * share);
    }
  }
}

function take(cell: usize, share: f64): void {
  store<f32>(cell, <f32>max<f64>(0, <f64>load<f32>(cell) - share));
}

function foldBass(rules: usize, numbers: usize, map: usize, rest: usize, bass: usize): void {
  const explained = load<i32>(rules, EXPLAINED);
  const supporting = load<i32>(rules, SUPPORTING);
  const octave = load<i32>(rules, OCTAVE);
  const until = load<i32>(rules, BASS_UNTIL);
  const full = load<f64>(numbers, 8);
  const unsupported = load<f64>(numbers, 16);
  const offsets = rules + OFFSETS + (<usize>explained << 2);
  const weights = numbers + 24 + (<usize>explained << 3);
  for (let column = 0; column < until; column++) {
    const left = <f64>load<f32>(rest + (<usize>column << 2));
    if (left <= 0) continue;
    let support: f64 = 0;
    for (let i = 0; i < supporting; i++) {
      const at = map + (<usize>(column + load<i32>(offsets + (<usize>i << 2))) << 2);
      const around = <f64>load<f32>(at - 4) + <f64>load<f32>(at) + <f64>load<f32>(at, 4);
      support += min<f64>(1, around / full);
    }
    const cell = bass + (<usize>(column % octave) << 2);
    const strength = left * load<f64>(weights + (<usize>column << 3)) * (unsupported + support / <f64>supporting);
    store<f32>(cell, <f32>(<f64>load<f32>(cell) + strength));
  }
}
