/**
 * Adds up a curve in single precision by place in a period: the values lie `step` bins apart, the first half a step from
 * the beginning.
 *
 * @param fold receives `bins` sums, which it holds zeros for
 */
export function foldedCurve(curve: usize, count: i32, step: f64, bins: i32, fold: usize): void {
  const end = curve + (<usize>count << 2);
  let bin = step / 2;
  for (let at = curve; at < end; at += 4) {
    const to = fold + (<usize>bin << 3);
    store<f64>(to, load<f64>(to) + <f64>load<f32>(at));
    bin += step;
    if (bin >= <f64>bins) bin -= <f64>bins;
  }
}
