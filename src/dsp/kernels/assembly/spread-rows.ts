/**
 * Writes columns `from` … `to` − 1 of sparse rows, `width` numbers each and one for every `every` rows of a matrix, to
 * the same columns of that matrix; what lies between two of them is on a straight line, and behind the last one the
 * last. All in single precision, lines in double.
 */
export function spreadRows(
  sparse: usize,
  sparseRows: i32,
  width: i32,
  every: i32,
  from: i32,
  to: i32,
  matrix: usize,
  rows: i32,
  columns: i32,
): void {
  const last = sparseRows - 1;
  for (let row = 0; row < rows; row++) {
    const place = row / every;
    const before = sparse + (<usize>(place * width) << 2);
    const after = sparse + (<usize>(min<i32>(place + 1, last) * width) << 2);
    const share = <f64>(row % every) / <f64>every;
    const start = matrix + (<usize>(row * columns) << 2);
    for (let column = from; column < to; column++) {
      const at = <usize>column << 2;
      const value = (1 - share) * <f64>load<f32>(before + at) + share * <f64>load<f32>(after + at);
      store<f32>(start + at, <f32>value);
    }
  }
}

/** (one − other)/2 of `count` numbers in single precision, a multiple of four. */
export function halfDifferences(one: usize, other: usize, count: i32, to: usize): void {
  const half = f32x4.splat(0.5);
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(to + at, f32x4.mul(f32x4.sub(v128.load(one + at), v128.load(other + at)), half));
  }
}
