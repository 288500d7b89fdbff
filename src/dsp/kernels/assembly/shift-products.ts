/**
 * Stores Σ one(k)·other(k + shift) over k < count, for shift 0 … shifts − 1, two shifts in the lanes of a vector;
 * `other` holds a number more than they reach, and `to` has room for an even number.
 */
export function shiftProducts(one: usize, other: usize, count: i32, shifts: i32, to: usize): void {
  const end = one + (<usize>count << 3);
  for (let shift = 0; shift < shifts; shift += 2, other += 16, to += 16) {
    let sum = f64x2.splat(0);
    for (let at = one, later = other; at < end; at += 8, later += 8) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at), v128.load(later)));
    }
    v128.store(to, sum);
  }
}
