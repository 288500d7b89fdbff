/*
 * Recursive filters in double precision, two at a time in the lanes of a vector, transposed direct form II. A filter is laid out
 * as its sections' coefficients b0 b1 b2 a1 a2 (a pair of lanes each, 80 bytes a section) and then z1 z2 (32 bytes a section).
 *
 * `ends` are the ends of `count` consecutive pieces in samples, rising; `sums` receives the sums of squares of each piece.
 */

/** A state this small is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE: f64 = 1e-30;

/** Left and right through two sections each. */
export function kWeightedSums(left: usize, right: usize, ends: usize, count: i32, filter: usize, sums: usize): void {
  const b0 = v128.load(filter);
  const b1 = v128.load(filter, 16);
  const b2 = v128.load(filter, 32);
  const a1 = v128.load(filter, 48);
  const a2 = v128.load(filter, 64);
  const d0 = v128.load(filter, 80);
  const d1 = v128.load(filter, 96);
  const d2 = v128.load(filter, 112);
  const c1 = v128.load(filter, 128);
  const c2 = v128.load(filter, 144);
  let z1 = v128.load(filter, 160);
  let z2 = v128.load(filter, 176);
  let u1 = v128.load(filter, 192);
  let u2 = v128.load(filter, 208);
  let at: usize = 0;
  for (let piece = 0; piece < count; piece++) {
    const end = <usize>load<i32>(ends + (<usize>piece << 2)) << 2;
    let sum = f64x2.splat(0);
    for (; at < end; at += 4) {
      const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left + at)), 1, <f64>load<f32>(right + at));
      const y = f64x2.add(f64x2.mul(b0, x), z1);
      z1 = f64x2.add(f64x2.sub(f64x2.mul(b1, x), f64x2.mul(a1, y)), z2);
      z2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
      const w = f64x2.add(f64x2.mul(d0, y), u1);
      u1 = f64x2.add(f64x2.sub(f64x2.mul(d1, y), f64x2.mul(c1, w)), u2);
      u2 = f64x2.sub(f64x2.mul(d2, y), f64x2.mul(c2, w));
      sum = f64x2.add(sum, f64x2.mul(w, w));
    }
    store<f64>(sums + (<usize>piece << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
  v128.store(filter, flushed(z1), 160);
  v128.store(filter, flushed(z2), 176);
  v128.store(filter, flushed(u1), 192);
  v128.store(filter, flushed(u2), 208);
}

/** One signal through two cascades of four sections; the sums of a piece are a pair. */
export function cascadeSums(input: usize, ends: usize, count: i32, filter: usize, sums: usize): void {
  const state = filter + 320;
  let z1 = v128.load(state);
  let z2 = v128.load(state, 16);
  let u1 = v128.load(state, 32);
  let u2 = v128.load(state, 48);
  let v1 = v128.load(state, 64);
  let v2 = v128.load(state, 80);
  let w1 = v128.load(state, 96);
  let w2 = v128.load(state, 112);
  let at: usize = 0;
  for (let piece = 0; piece < count; piece++) {
    const end = <usize>load<i32>(ends + (<usize>piece << 2)) << 2;
    let sum = f64x2.splat(0);
    for (; at < end; at += 4) {
      const x = f64x2.splat(<f64>load<f32>(input + at));
      const y = f64x2.add(f64x2.mul(v128.load(filter), x), z1);
      z1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(filter, 16), x), f64x2.mul(v128.load(filter, 48), y)), z2);
      z2 = f64x2.sub(f64x2.mul(v128.load(filter, 32), x), f64x2.mul(v128.load(filter, 64), y));
      const p = f64x2.add(f64x2.mul(v128.load(filter, 80), y), u1);
      u1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(filter, 96), y), f64x2.mul(v128.load(filter, 128), p)), u2);
      u2 = f64x2.sub(f64x2.mul(v128.load(filter, 112), y), f64x2.mul(v128.load(filter, 144), p));
      const q = f64x2.add(f64x2.mul(v128.load(filter, 160), p), v1);
      v1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(filter, 176), p), f64x2.mul(v128.load(filter, 208), q)), v2);
      v2 = f64x2.sub(f64x2.mul(v128.load(filter, 192), p), f64x2.mul(v128.load(filter, 224), q));
      const r = f64x2.add(f64x2.mul(v128.load(filter, 240), q), w1);
      w1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(filter, 256), q), f64x2.mul(v128.load(filter, 288), r)), w2);
      w2 = f64x2.sub(f64x2.mul(v128.load(filter, 272), q), f64x2.mul(v128.load(filter, 304), r));
      sum = f64x2.add(sum, f64x2.mul(r, r));
    }
    v128.store(sums + (<usize>piece << 4), sum);
  }
  v128.store(state, flushed(z1));
  v128.store(state, flushed(z2), 16);
  v128.store(state, flushed(u1), 32);
  v128.store(state, flushed(u2), 48);
  v128.store(state, flushed(v1), 64);
  v128.store(state, flushed(v2), 80);
  v128.store(state, flushed(w1), 96);
  v128.store(state, flushed(w2), 112);
}

function flushed(state: v128): v128 {
  return v128.and(state, f64x2.ge(f64x2.abs(state), f64x2.splat(SMALLEST_STATE)));
}
