/**
 * Adds what a spectrum shows of itself at distances of 0 … reach bins. With x(k) = power(k) / total · weight(k):
 *
 * - Σ x(k)·x(k + lag) over 0 ≤ k < count to `products`, `reach` + 1 numbers rounded up to a multiple of four;
 * - what two equal spectra would give, the mean of Σ x(k)² and Σ x(k + lag)², to `squares`.
 *
 * Everything is added in the order of `PlainLagProducts`, lags in the lanes of vectors.
 *
 * @param power in single precision, `weights` and sums in double; count + reach + 1 of each, and room for four more in
 *   `values`
 */
export function lagProducts(
  power: usize,
  weights: usize,
  total: f64,
  count: i32,
  reach: i32,
  values: usize,
  products: usize,
  squares: usize,
): void {
  const length = count + reach + 1;
  for (let k = 0; k < length; k++) {
    const share = <f64>load<f32>(power + (<usize>k << 2)) / total;
    store<f64>(values + (<usize>k << 3), share * load<f64>(weights + (<usize>k << 3)));
  }
  const end = values + (<usize>count << 3);
  for (let lag = 0; lag <= reach; lag += 4) {
    const offset = <usize>lag << 3;
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    for (let at = values; at < end; at += 8) {
      const value = v128.load64_splat(at);
      first = f64x2.add(first, f64x2.mul(value, v128.load(at + offset)));
      second = f64x2.add(second, f64x2.mul(value, v128.load(at + offset, 16)));
    }
    const to = products + offset;
    v128.store(to, f64x2.add(v128.load(to), first));
    v128.store(to, f64x2.add(v128.load(to, 16), second), 16);
  }
  let here: f64 = 0;
  for (let at = values; at < end; at += 8) here += load<f64>(at) * load<f64>(at);
  let there = here;
  for (let lag = 0; lag <= reach; lag++) {
    const at = <usize>lag << 3;
    store<f64>(squares + at, load<f64>(squares + at) + (here + there) / 2);
    const entering = load<f64>(end + at);
    const leaving = load<f64>(values + at);
    there += entering * entering - leaving * leaving;
  }
}
