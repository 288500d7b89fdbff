/**
 * Σ weight(column)·matrix(row, column) for each row of a row-major matrix in single precision, from the first column to
 * the last in double precision. The lanes are two neighbouring rows, so every sum has the order of a plain loop.
 *
 * @param weights `columns` numbers in double precision, each twice
 * @param to receives a number in double precision for each row, and for an odd number of rows one more
 */
export function rowProducts(matrix: usize, rows: i32, columns: i32, weights: usize, to: usize): void {
  const rowBytes = <usize>columns << 2;
  const end = weights + (<usize>columns << 4);
  for (let row = 0; row < rows; row += 2, to += 16, matrix += 2 * rowBytes) {
    // Behind an odd last row nothing need lie that is there to be read.
    const other = row + 1 < rows ? rowBytes : 0;
    let sum = f64x2.splat(0);
    let at = matrix;
    for (let weight = weights; weight < end; weight += 16, at += 4) {
      const pair = f64x2.promote_low_f32x4(v128.load32_lane(at + other, v128.load32_zero(at), 1));
      sum = f64x2.add(sum, f64x2.mul(v128.load(weight), pair));
    }
    v128.store(to, sum);
  }
}
