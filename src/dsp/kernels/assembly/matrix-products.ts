/**
 * Weighted sums of the rows of a matrix, Σ weight(k)·row(k) from the first row to the last, in double precision: the
 * lanes are neighbouring columns, so every sum has the order of a plain loop.
 *
 * @param weights `vectors` vectors of `rows` weights, one behind the other; an even number of vectors
 * @param panels the matrix, eight columns after eight columns: all rows of a panel one behind the other
 * @param sums for each vector `panelCount` times eight sums
 */
export function matrixProducts(
  weights: usize,
  vectors: i32,
  panels: usize,
  panelCount: i32,
  rows: i32,
  sums: usize,
): void {
  const vectorBytes = <usize>rows << 3;
  const sumBytes = <usize>panelCount << 6;
  for (let panel = 0; panel < panelCount; panel++) {
    const from = panels + (<usize>panel * vectorBytes << 3);
    for (let vector = 0; vector < vectors; vector += 2) {
      let one = weights + <usize>vector * vectorBytes;
      const end = one + vectorBytes;
      let at = from;
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let a2 = f64x2.splat(0);
      let a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let b2 = f64x2.splat(0);
      let b3 = f64x2.splat(0);
      for (; one < end; one += 8) {
        const a = v128.load64_splat(one);
        const b = v128.load64_splat(one + vectorBytes);
        const c0 = v128.load(at);
        const c1 = v128.load(at, 16);
        const c2 = v128.load(at, 32);
        const c3 = v128.load(at, 48);
        a0 = f64x2.add(a0, f64x2.mul(a, c0));
        a1 = f64x2.add(a1, f64x2.mul(a, c1));
        a2 = f64x2.add(a2, f64x2.mul(a, c2));
        a3 = f64x2.add(a3, f64x2.mul(a, c3));
        b0 = f64x2.add(b0, f64x2.mul(b, c0));
        b1 = f64x2.add(b1, f64x2.mul(b, c1));
        b2 = f64x2.add(b2, f64x2.mul(b, c2));
        b3 = f64x2.add(b3, f64x2.mul(b, c3));
        at += 64;
      }
      const to = sums + <usize>vector * sumBytes + (<usize>panel << 6);
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to, a2, 32);
      v128.store(to, a3, 48);
      v128.store(to + sumBytes, b0);
      v128.store(to + sumBytes, b1, 16);
      v128.store(to + sumBytes, b2, 32);
      v128.store(to + sumBytes, b3, 48);
    }
  }
}
