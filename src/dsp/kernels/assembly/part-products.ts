/**
 * Inner products of a vector with every row of a matrix, part by part: Σ vector(i)·row(i) over each part, in single
 * precision, four lanes of four sums.
 *
 * @param vector as long as a row
 * @param matrix `rows` rows of `columns` numbers, one behind the other
 * @param ends for each part the column behind its last, whole fours; the first part begins at 0, the last ends with the
 *   row
 * @param products row after row, part after part
 */
export function partProducts(
  vector: usize,
  matrix: usize,
  rows: i32,
  columns: i32,
  ends: usize,
  parts: i32,
  products: usize,
): void {
  let to = products;
  for (let row = 0; row < rows; row++) {
    const from = matrix + ((<usize>row * <usize>columns) << 2);
    let at: usize = 0;
    for (let part = 0; part < parts; part++) {
      const end = <usize>load<i32>(ends + (<usize>part << 2)) << 2;
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      for (; at + 64 <= end; at += 64) {
        a = f32x4.add(a, f32x4.mul(v128.load(vector + at), v128.load(from + at)));
        b = f32x4.add(b, f32x4.mul(v128.load(vector + at, 16), v128.load(from + at, 16)));
        c = f32x4.add(c, f32x4.mul(v128.load(vector + at, 32), v128.load(from + at, 32)));
        d = f32x4.add(d, f32x4.mul(v128.load(vector + at, 48), v128.load(from + at, 48)));
      }
      for (; at < end; at += 16) a = f32x4.add(a, f32x4.mul(v128.load(vector + at), v128.load(from + at)));
      const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
      store<f32>(
        to,
        f32x4.extract_lane(sum, 0) +
          f32x4.extract_lane(sum, 1) +
          (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)),
      );
      to += 4;
    }
  }
}
