/*
 * Recursive filters in double precision, two at a time in the lanes of a vector. A filter is laid out as its sections'
 * coefficients b0 b1 b2 a1 a2 (a pair of lanes each, 80 bytes a section) and then the states p y z (48 bytes a
 * section).
 *
 * A section is the transposed direct form II, y = b0·x + z1, z1 = b1·x − a1·y + z2, z2 = b2·x − a2·y, with the sum in
 * z1 put off by a sample, p = b1·x + z2 and y = b0·x + p − a1·y: a sample waits for two operations on the one before
 * instead of four.
 *
 * `ends` are the ends of `count` consecutive pieces in samples, rising; `sums` receives the sums of squares of each
 * piece.
 */

/** A state this small is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE: f64 = 1e-30;

const SECTION_BYTES: usize = 80;
const STATE_BYTES: usize = 48;

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
 * One signal through two band filters at once: two high-pass sections and two low-pass ones. Their numerators, (1 −
 * z⁻¹)⁴·(1 + z⁻¹)⁴ = (1 − z⁻²)⁴, are those of both bands and come first; what is left of a section is y = x − a1·y₁ −
 * a2·y₂. Their gains are left to the caller. `filter` holds a1 and a2 of each section (pairs of lanes, 32 bytes) and
 * then the last two outputs of each.
 *
 * @param input eight samples before it are read
 * @param differences room for as many numbers in double precision as the longest piece has samples, and one more
 * @param sums receives three numbers a piece: of both bands, and of the signal itself
 */
export function bandSums(input: usize, ends: usize, count: i32, filter: usize, differences: usize, sums: usize): void {
  const state = filter + 4 * 32;
  let y1 = v128.load(state, 0);
  let z1 = v128.load(state, 16);
  let y2 = v128.load(state, 32);
  let z2 = v128.load(state, 48);
  let y3 = v128.load(state, 64);
  let z3 = v128.load(state, 80);
  let y4 = v128.load(state, 96);
  let z4 = v128.load(state, 112);
  let at: usize = 0;
  for (let piece = 0; piece < count; piece++) {
    const end = <usize>load<i32>(ends + (<usize>piece << 2)) << 2;
    const to = sums + <usize>piece * 24;
    store<f64>(to, squareSum(input + at, input + end), 16);
    // A piece at a time, while its samples lie in the nearest cache.
    fourthDifferences(input + at, <i32>((end - at) >> 2), differences);
    const differencesEnd = differences + ((end - at) << 1);
    at = end;
    let sum = f64x2.splat(0);
    for (let from = differences; from < differencesEnd; from += 8) {
      const x = v128.load64_splat(from);
      const r1 = f64x2.sub(
        f64x2.sub(x, f64x2.mul(v128.load(filter, 16), z1)),
        f64x2.mul(v128.load(filter, 0), y1),
      );
      z1 = y1;
      y1 = r1;
      const r2 = f64x2.sub(
        f64x2.sub(r1, f64x2.mul(v128.load(filter, 48), z2)),
        f64x2.mul(v128.load(filter, 32), y2),
      );
      z2 = y2;
      y2 = r2;
      const r3 = f64x2.sub(
        f64x2.sub(r2, f64x2.mul(v128.load(filter, 80), z3)),
        f64x2.mul(v128.load(filter, 64), y3),
      );
      z3 = y3;
      y3 = r3;
      const r4 = f64x2.sub(
        f64x2.sub(r3, f64x2.mul(v128.load(filter, 112), z4)),
        f64x2.mul(v128.load(filter, 96), y4),
      );
      z4 = y4;
      y4 = r4;
      sum = f64x2.add(sum, f64x2.mul(r4, r4));
    }
    v128.store(to, sum);
  }
  v128.store(state, flushed(y1), 0);
  v128.store(state, flushed(z1), 16);
  v128.store(state, flushed(y2), 32);
  v128.store(state, flushed(z2), 48);
  v128.store(state, flushed(y3), 64);
  v128.store(state, flushed(z3), 80);
  v128.store(state, flushed(y4), 96);
  v128.store(state, flushed(z4), 112);
}

/**
 * One signal through two filters of `sections` sections each, in the lanes of a vector.
 *
 * @param pairs room for two numbers in double precision a sample
 * @param sums receives those of the first filter's squares
 * @param kept receives every `keepEvery`-th output of the second filter from sample `firstKept` on, in single precision
 */
export function bassSums(
  input: usize,
  ends: usize,
  count: i32,
  filter: usize,
  sections: i32,
  pairs: usize,
  sums: usize,
  firstKept: i32,
  keepEvery: i32,
  kept: usize,
): void {
  const frames = load<i32>(ends + (<usize>(count - 1) << 2));
  const end = pairs + (<usize>frames << 4);
  for (let at = pairs; at < end; at += 16, input += 4) {
    v128.store(at, f64x2.promote_low_f32x4(v128.load32_splat(input)));
  }
  for (let section = 0; section < sections; section++) {
    const state = filter + <usize>sections * SECTION_BYTES + <usize>section * STATE_BYTES;
    throughSection(pairs, end, filter + <usize>section * SECTION_BYTES, state);
  }
  let at = pairs;
  for (let piece = 0; piece < count; piece++) {
    const pieceEnd = pairs + (<usize>load<i32>(ends + (<usize>piece << 2)) << 4);
    let sum: f64 = 0;
    for (; at < pieceEnd; at += 16) {
      const value = load<f64>(at);
      sum += value * value;
    }
    store<f64>(sums + (<usize>piece << 3), sum);
  }
  for (let n = firstKept; n < frames; n += keepEvery, kept += 4) {
    store<f32>(kept, <f32>load<f64>(pairs + (<usize>n << 4), 8));
  }
}

/** Filters pairs in place. */
function throughSection(at: usize, end: usize, coefficients: usize, state: usize): void {
  const b0 = v128.load(coefficients);
  const b1 = v128.load(coefficients, 16);
  const b2 = v128.load(coefficients, 32);
  const a1 = v128.load(coefficients, 48);
  const a2 = v128.load(coefficients, 64);
  let p = v128.load(state);
  let y = v128.load(state, 16);
  let z = v128.load(state, 32);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    y = f64x2.sub(f64x2.add(f64x2.mul(b0, x), p), f64x2.mul(a1, y));
    p = f64x2.add(f64x2.mul(b1, x), z);
    z = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    v128.store(at, y);
  }
  v128.store(state, flushed(p));
  v128.store(state, flushed(y), 16);
  v128.store(state, flushed(z), 32);
}

/** x − 4·x₂ + 6·x₄ − 4·x₆ + x₈ of `frames` samples, rounded up to an even number. */
function fourthDifferences(input: usize, frames: i32, to: usize): void {
  const four = f64x2.splat(4);
  const six = f64x2.splat(6);
  let x2 = promoted(input - 8);
  let x4 = promoted(input - 16);
  let x6 = promoted(input - 24);
  let x8 = promoted(input - 32);
  const end = input + (<usize>frames << 2);
  for (let at = input; at < end; at += 8, to += 16) {
    const x = promoted(at);
    const odd = f64x2.mul(four, f64x2.add(x2, x6));
    v128.store(to, f64x2.sub(f64x2.add(f64x2.add(x, x8), f64x2.mul(six, x4)), odd));
    x8 = x6;
    x6 = x4;
    x4 = x2;
    x2 = x;
  }
}

function promoted(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The sum of the squares of the samples between two places. */
function squareSum(at: usize, end: usize): f64 {
  let even = f64x2.splat(0);
  for (; at + 8 <= end; at += 8) {
    const x = promoted(at);
    even = f64x2.add(even, f64x2.mul(x, x));
  }
  let sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  if (at < end) {
    const last = <f64>load<f32>(at);
    sum += last * last;
  }
  return sum;
}

function flushed(state: v128): v128 {
  return v128.and(state, f64x2.ge(f64x2.abs(state), f64x2.splat(SMALLEST_STATE)));
}
