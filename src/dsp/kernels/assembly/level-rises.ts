/**
 * Rises of the level of an envelope: the mean of `2·reach` blocks at each block, as ln(1 + mean/floor) in single
 * precision, and then how much more it is `reach` blocks later than `reach` blocks before. The order of all additions
 * is that of `levelRises` in `src/dsp/level-rises.ts`.
 *
 * @param envelope `count` powers in single precision
 * @param level room for as many numbers
 * @param rise receives as many numbers, ≥ 0
 */
export function levelRises(envelope: usize, count: i32, reach: i32, floor: f64, level: usize, rise: usize): void {
  const width = 2 * reach;
  const scale = <f64>width * floor;
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    sum += <f64>load<f32>(envelope + (<usize>i << 2));
    if (i >= width) sum -= <f64>load<f32>(envelope + (<usize>(i - width) << 2));
    const middle = i - reach + 1;
    if (middle >= 0) store<f32>(level + (<usize>middle << 2), <f32>Math.log1p(max<f64>(0, sum) / scale));
  }
  for (let i = max<i32>(0, count - reach + 1); i < count; i++) {
    store<f32>(level + (<usize>i << 2), load<f32>(level + (<usize>(i - 1) << 2)));
  }
  for (let i = 0; i < count; i++) {
    const isWithin = i >= reach && i + reach < count;
    const risen = isWithin
      ? load<f32>(level + (<usize>(i + reach) << 2)) - load<f32>(level + (<usize>(i - reach) << 2))
      : 0;
    store<f32>(rise + (<usize>i << 2), max<f32>(0, risen));
  }
}

/**
 * Writes the places of the values of at least `least` that none within `distance` places beats: before it none is
 * greater, behind it none as great. The first and the last value are none.
 *
 * @returns how many there are
 */
export function highestPlaces(values: usize, count: i32, least: f64, distance: i32, to: usize): i32 {
  let found = 0;
  for (let i = 1; i + 1 < count; i++) {
    const value = load<f32>(values + (<usize>i << 2));
    if (!(<f64>value >= least) || !isHighest(values, count, i, value, distance)) continue;
    store<i32>(to + (<usize>found << 2), i);
    found++;
  }
  return found;
}

function isHighest(values: usize, count: i32, at: i32, value: f32, distance: i32): bool {
  for (let i = max<i32>(0, at - distance); i < at; i++) {
    if (load<f32>(values + (<usize>i << 2)) > value) return false;
  }
  const end = min<i32>(count - 1, at + distance);
  for (let i = at + 1; i <= end; i++) {
    if (load<f32>(values + (<usize>i << 2)) >= value) return false;
  }
  return true;
}
