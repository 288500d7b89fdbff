/*
 * Recursive filters in double precision, two at a time in the lanes of a vector. A filter is laid out as its sections'
 * coefficients b0 b1 b2 a1 a2 (a pair of lanes each, 80 bytes a section) and then the states p y z (48 bytes a section).
 *
 * A section is the transposed direct form II, y = b0·x + z1, z1 = b1·x − a1·y + z2, z2 = b2·x − a2·y, with the sum in z1 put off by a
 * sample, p = b1·x + z2 and y = b0·x + p − a1·y: a sample waits for two operations on the one before instead of four.
 *
 * `ends` are the ends of `count` consecutive pieces in samples, rising; `sums` receives the sums of squares of each piece.
 */

/** A state this small is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE: f64 = 1e-30;

const SECTION_BYTES: usize = 80;

/** Left and right through two sections each. */
export function kWeightedSums(left: usize, right: usize, ends: usize, count: i32, filter: usize, sums: usize): void {
  const state = filter + 2 * SECTION_BYTES;
  const b0 = v128.load(filter);
  const b1 = v128.load(filter, 16);
  const b2 = v128.load(filter, 32);
  const a1 = v128.load(filter, 48);
  const a2 = v128.load(filter, 64);
  let p1 = v128.load(state);
  let y1 = v128.load(state, 16);
  let z1 = v128.load(state, 32);
  let p2 = v128.load(state, 48);
  let y2 = v128.load(state, 64);
  let z2 = v128.load(state, 80);
  let at: usize = 0;
  for (let piece = 0; piece < count; piece++) {
    const end = <usize>load<i32>(ends + (<usize>piece << 2)) << 2;
    let sum = f64x2.splat(0);
    for (; at < end; at += 4) {
      const x = f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
      y1 = f64x2.sub(f64x2.add(f64x2.mul(b0, x), p1), f64x2.mul(a1, y1));
      p1 = f64x2.add(f64x2.mul(b1, x), z1);
      z1 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y1));
      y2 = f64x2.sub(f64x2.add(f64x2.mul(v128.load(filter, 80), y1), p2), f64x2.mul(v128.load(filter, 128), y2));
      p2 = f64x2.add(f64x2.mul(v128.load(filter, 96), y1), z2);
      z2 = f64x2.sub(f64x2.mul(v128.load(filter, 112), y1), f64x2.mul(v128.load(filter, 144), y2));
      sum = f64x2.add(sum, f64x2.mul(y2, y2));
    }
    store<f64>(sums + (<usize>piece << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
  v128.store(state, flushed(p1));
  v128.store(state, flushed(y1), 16);
  v128.store(state, flushed(z1), 32);
  v128.store(state, flushed(p2), 48);
  v128.store(state, flushed(y2), 64);
  v128.store(state, flushed(z2), 80);
}

/**
 * One signal through two band filters at once: two high-pass sections and two low-pass ones, y = x ∓ 2·x₁ + x₂ − a1·y₁ − a2·y₂ without their
 * gains, which are left to the caller. `filter` holds a1 and a2 of each section (pairs of lanes, 32 bytes) and then the states: the
 * sample before, and of each section the last difference or sum of neighbours and the last two outputs.
 *
 * @param sums receives three numbers a piece: of both bands, and of the signal itself
 */
export function bandSums(input: usize, ends: usize, count: i32, filter: usize, sums: usize): void {
  const state = filter + 4 * 32;
  let before = v128.load(state);
  let d1 = v128.load(state, 16);
  let y1 = v128.load(state, 32);
  let z1 = v128.load(state, 48);
  let d2 = v128.load(state, 64);
  let y2 = v128.load(state, 80);
  let z2 = v128.load(state, 96);
  let d3 = v128.load(state, 112);
  let y3 = v128.load(state, 128);
  let z3 = v128.load(state, 144);
  let d4 = v128.load(state, 160);
  let y4 = v128.load(state, 176);
  let z4 = v128.load(state, 192);
  let at: usize = 0;
  for (let piece = 0; piece < count; piece++) {
    const end = <usize>load<i32>(ends + (<usize>piece << 2)) << 2;
    let sum = f64x2.splat(0);
    let whole: f64 = 0;
    for (; at < end; at += 4) {
      const sample = <f64>load<f32>(input + at);
      whole += sample * sample;
      const x = f64x2.splat(sample);
      const e1 = f64x2.sub(x, before);
      const t1 = f64x2.sub(f64x2.sub(e1, d1), f64x2.mul(v128.load(filter, 16), z1));
      d1 = e1;
      z1 = y1;
      const r1 = f64x2.sub(t1, f64x2.mul(v128.load(filter, 0), y1));
      before = x;
      const e2 = f64x2.sub(r1, y1);
      const t2 = f64x2.sub(f64x2.sub(e2, d2), f64x2.mul(v128.load(filter, 48), z2));
      d2 = e2;
      z2 = y2;
      const r2 = f64x2.sub(t2, f64x2.mul(v128.load(filter, 32), y2));
      y1 = r1;
      const e3 = f64x2.add(r2, y2);
      const t3 = f64x2.sub(f64x2.add(e3, d3), f64x2.mul(v128.load(filter, 80), z3));
      d3 = e3;
      z3 = y3;
      const r3 = f64x2.sub(t3, f64x2.mul(v128.load(filter, 64), y3));
      y2 = r2;
      const e4 = f64x2.add(r3, y3);
      const t4 = f64x2.sub(f64x2.add(e4, d4), f64x2.mul(v128.load(filter, 112), z4));
      d4 = e4;
      z4 = y4;
      const r4 = f64x2.sub(t4, f64x2.mul(v128.load(filter, 96), y4));
      y3 = r3;
      y4 = r4;
      sum = f64x2.add(sum, f64x2.mul(r4, r4));
    }
    const to = sums + <usize>piece * 24;
    v128.store(to, sum);
    store<f64>(to, whole, 16);
  }
  v128.store(state, before);
  v128.store(state, flushed(d1), 16);
  v128.store(state, flushed(y1), 32);
  v128.store(state, flushed(z1), 48);
  v128.store(state, flushed(d2), 64);
  v128.store(state, flushed(y2), 80);
  v128.store(state, flushed(z2), 96);
  v128.store(state, flushed(d3), 112);
  v128.store(state, flushed(y3), 128);
  v128.store(state, flushed(z3), 144);
  v128.store(state, flushed(d4), 160);
  v128.store(state, flushed(y4), 176);
  v128.store(state, flushed(z4), 192);
}

function flushed(state: v128): v128 {
  return v128.and(state, f64x2.ge(f64x2.abs(state), f64x2.splat(SMALLEST_STATE)));
}
