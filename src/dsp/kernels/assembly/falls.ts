/**
 * Fits settled + drop·exp(−time / τ), drop ≥ 0, to values with weights, by least squares, for each of some τ; see
 * `src/dsp/exponential-fall.ts`.
 *
 * @param times `count` numbers in double precision, as are `values` and `weights`
 * @param falls room for `count` numbers
 * @param to receives of the τ that leaves the least: where the values settle, the drop, and τ itself
 */
export function fitFalls(
  times: usize,
  values: usize,
  weights: usize,
  count: i32,
  taus: usize,
  tauCount: i32,
  falls: usize,
  to: usize,
): void {
  const bytes = <usize>count << 3;
  let least: f64 = Infinity;
  for (let i = 0; i < tauCount; i++) {
    const tau = load<f64>(taus + (<usize>i << 3));
    let w: f64 = 0;
    let x: f64 = 0;
    let y: f64 = 0;
    for (let at: usize = 0; at < bytes; at += 8) {
      const fall = Math.exp(-load<f64>(times + at) / tau);
      const weight = load<f64>(weights + at);
      store<f64>(falls + at, fall);
      w += weight;
      x += weight * fall;
      y += weight * load<f64>(values + at);
    }
    let xx: f64 = 0;
    let xy: f64 = 0;
    let yy: f64 = 0;
    for (let at: usize = 0; at < bytes; at += 8) {
      const weight = load<f64>(weights + at);
      const dx = load<f64>(falls + at) - x / w;
      const dy = load<f64>(values + at) - y / w;
      xx += weight * dx * dx;
      xy += weight * dx * dy;
      yy += weight * dy * dy;
    }
    const drop: f64 = xx > 0 ? max<f64>(0, xy / xx) : 0;
    const rest = yy - 2 * drop * xy + drop * drop * xx;
    if (!(rest < least)) continue;
    least = rest;
    store<f64>(to, (y - drop * x) / w);
    store<f64>(to, drop, 8);
    store<f64>(to, tau, 16);
  }
}
