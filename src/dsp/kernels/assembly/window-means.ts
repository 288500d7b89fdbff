/**
 * Means of windows of `length` numbers, one every `step` of them, as `windowMeansPlainly` adds them: each window is the
 * end of one run of `length` numbers and the beginning of the next.
 *
 * @param ends room for `length` numbers
 * @param windows receives `windowCount` means
 */
export function windowMeans(
  values: usize,
  count: i32,
  length: i32,
  step: i32,
  ends: usize,
  windows: usize,
  windowCount: i32,
): void {
  let next = 0;
  for (let run = 0; next < windowCount; run += length) {
    let end: f64 = 0;
    for (let i = length - 1; i >= 0; i--) {
      end += load<f64>(values + (<usize>(run + i) << 3));
      store<f64>(ends + (<usize>i << 3), end);
    }
    let beginning: f64 = 0;
    for (let i = 0; i < length && next < windowCount; i++) {
      if (run + i == next * step) {
        store<f64>(windows + (<usize>next << 3), (load<f64>(ends + (<usize>i << 3)) + beginning) / <f64>length);
        next++;
      }
      if (run + length + i < count) beginning += load<f64>(values + (<usize>(run + length + i) << 3));
    }
  }
}
