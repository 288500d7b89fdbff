/*
 * Sums of the logarithms of powers. The logarithm of a product is the sum of the logarithms, so that one does for
 * several powers.
 */

/**
 * For each band of each row: Σ weight·ln(power + tiniest), and Σ weight·power, with the power mid + side.
 *
 * @param mid `rows` rows of `bins` numbers in single precision, as `side`
 * @param ranges for each band its first bin and how many there are, as integers
 * @param weights of all bands, one behind the other, in double precision
 * @param atOnce how many whole bins share a logarithm
 * @param to receives for each row and band both sums in double precision
 */
export function bandLogSums(
  mid: usize,
  side: usize,
  rows: i32,
  bins: i32,
  bands: i32,
  ranges: usize,
  weights: usize,
  tiniest: f64,
  atOnce: i32,
  to: usize,
): void {
  const rowBytes = <usize>bins << 2;
  for (let row = 0; row < rows; row++, mid += rowBytes, side += rowBytes) {
    let weightAt = weights;
    for (let band = 0; band < bands; band++, to += 16) {
      let at = <usize>load<i32>(ranges + (<usize>band << 3)) << 2;
      const count = load<i32>(ranges + (<usize>band << 3), 4);
      let logs: f64 = 0;
      let power: f64 = 0;
      let product: f64 = 1;
      for (let i = 0; i < count; i++, at += 4, weightAt += 8) {
        const weight = load<f64>(weightAt);
        const value = <f64>load<f32>(mid + at) + <f64>load<f32>(side + at);
        power += weight * value;
        if (weight == 1) product *= value + tiniest;
        else logs += weight * Math.log(value + tiniest);
        if (i % atOnce == 0) {
          logs += Math.log(product);
          product = 1;
        }
      }
      store<f64>(to, logs + Math.log(product));
      store<f64>(to, power, 8);
    }
  }
}

/**
 * Adds Σ ln(mid + side + faintest) of `rows` rows to the sums of the columns.
 *
 * @param mid the first of `columns` numbers in single precision, each row `rowBytes` behind the one before, as `side`
 * @param sums `columns` numbers in double precision
 */
export function addLogs(
  mid: usize,
  side: usize,
  rows: i32,
  rowBytes: usize,
  columns: i32,
  faintest: f64,
  sums: usize,
): void {
  for (let column = 0; column < columns; column++, mid += 4, side += 4, sums += 8) {
    let product: f64 = 1;
    let at: usize = 0;
    for (let row = 0; row < rows; row++, at += rowBytes) {
      product *= <f64>load<f32>(mid + at) + <f64>load<f32>(side + at) + faintest;
    }
    store<f64>(sums, load<f64>(sums) + Math.log(product));
  }
}
