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

/**
 * Left and right through two sections each; of the second, a high-pass, b1 = −2·b0 and b2 = b0. It runs a sample behind
 * the first, so that neither waits for the other.
 */
export function kWeightedSums(left: usize, right: usize, ends: usize, count: i32, filter: usize, sums: usize): void {
  const state = filter + 2 * SECTION_BYTES;
  const a1 = v128.load(filter, 48);
  const gain = v128.load(filter, 80);
  const c1 = v128.load(filter, 128);
  const c2 = v128.load(filter, 144);
  let p1 = v128.load(state);
  let y1 = v128.load(state, 16);
  let z1 = v128.load(state, 32);
  let p2 = v128.load(state, 48);
  let y2 = v128.load(state, 64);
  let z2 = v128.load(state, 80);
  // The first section's first sample, and in the end the second one's last.
  let x = bothChannels(left, right);
  y1 = f64x2.sub(f64x2.add(f64x2.mul(v128.load(filter), x), p1), f64x2.mul(a1, y1));
  p1 = f64x2.add(f64x2.mul(v128.load(filter, 16), x), z1);
  z1 = f64x2.sub(f64x2.mul(v128.load(filter, 32), x), f64x2.mul(v128.load(filter, 64), y1));
  let at: usize = 4;
  for (let piece = 0; piece < count; piece++) {
    const end = <usize>load<i32>(ends + (<usize>piece << 2)) << 2;
    const until = piece < count - 1 ? end : end - 4;
    let sum = f64x2.splat(0);
    for (; at <= until; at += 4) {
      const g = f64x2.mul(gain, y1);
      y2 = f64x2.sub(f64x2.add(g, p2), f64x2.mul(c1, y2));
      p2 = f64x2.sub(z2, f64x2.add(g, g));
      z2 = f64x2.sub(g, f64x2.mul(c2, y2));
      sum = f64x2.add(sum, f64x2.mul(y2, y2));
      x = bothChannels(left + at, right + at);
      y1 = f64x2.sub(f64x2.add(f64x2.mul(v128.load(filter), x), p1), f64x2.mul(a1, y1));
      p1 = f64x2.add(f64x2.mul(v128.load(filter, 16), x), z1);
      z1 = f64x2.sub(f64x2.mul(v128.load(filter, 32), x), f64x2.mul(v128.load(filter, 64), y1));
    }
    if (until < end) {
      const g = f64x2.mul(gain, y1);
      y2 = f64x2.sub(f64x2.add(g, p2), f64x2.mul(c1, y2));
      p2 = f64x2.sub(z2, f64x2.add(g, g));
      z2 = f64x2.sub(g, f64x2.mul(c2, y2));
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

/** A sample of left and one of right in double precision. */
@inline
export function bothChannels(left: usize, right: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_lane(right, v128.load32_zero(left), 1));
}

/**
 * One signal through two band filters at once: two high-pass sections and two low-pass ones. Their numerators, (1 −
 * z⁻¹)⁴·(1 + z⁻¹)⁴ = (1 − z⁻²)⁴, are those of both bands and come first; what is left of a section is y = x − a1·y₁ −
 * a2·y₂. Their gains are left to the caller. `filter` holds a1 and a2 of each section (pairs of lanes, 32 bytes) and
 * then the last two outputs of each.
 *
 * @param input eight samples before it are read
 * @param differences room for as many numbers in double precision as there are samples, and one more
 * @param sums receives three numbers a piece: of both bands, and of the signal itself
 */
export function bandSums(input: usize, ends: usize, count: i32, filter: usize, differences: usize, sums: usize): void {
  const state = filter + SECTIONS * 32;
  const frames = load<i32>(ends + (<usize>(count - 1) << 2));
  for (let piece = 0, from = 0, to = sums; piece < count; piece++, to += 24) {
    const end = load<i32>(ends + (<usize>piece << 2));
    const at = <usize>from << 2;
    v128.store(to, f64x2.splat(0));
    store<f64>(to, fourthDifferences(input + at, end - from, differences + (at << 1)), 16);
    from = end;
  }
  // Each section runs a sample behind the one before it, so that none waits for another: the first samples are for the
  // first sections alone, the last for the last.
  for (let turn = 0; turn < LAG; turn++) diagonal(turn, frames, filter, differences, ends, sums);
  let y1 = v128.load(state, 0);
  let z1 = v128.load(state, 16);
  let y2 = v128.load(state, 32);
  let z2 = v128.load(state, 48);
  let y3 = v128.load(state, 64);
  let z3 = v128.load(state, 80);
  let y4 = v128.load(state, 96);
  let z4 = v128.load(state, 112);
  let from = differences + (LAG << 3);
  // Outputs are stored one by one to hold V8 back from loading all coefficients first, more than there are registers.
  for (let piece = 0, to = sums; piece < count; piece++, to += 24) {
    const end = differences + (<usize>min(frames, load<i32>(ends + (<usize>piece << 2)) + LAG) << 3);
    let sum = f64x2.splat(0);
    for (; from < end; from += 8) {
      const r4 = f64x2.sub(
        f64x2.sub(y3, f64x2.mul(v128.load(filter, 112), z4)),
        f64x2.mul(v128.load(filter, 96), y4),
      );
      z4 = y4;
      y4 = r4;
      v128.store(state, r4, 96);
      sum = f64x2.add(sum, f64x2.mul(r4, r4));
      const r3 = f64x2.sub(
        f64x2.sub(y2, f64x2.mul(v128.load(filter, 80), z3)),
        f64x2.mul(v128.load(filter, 64), y3),
      );
      z3 = y3;
      y3 = r3;
      v128.store(state, r3, 64);
      const r2 = f64x2.sub(
        f64x2.sub(y1, f64x2.mul(v128.load(filter, 48), z2)),
        f64x2.mul(v128.load(filter, 32), y2),
      );
      z2 = y2;
      y2 = r2;
      v128.store(state, r2, 32);
      const r1 = f64x2.sub(
        f64x2.sub(v128.load64_splat(from), f64x2.mul(v128.load(filter, 16), z1)),
        f64x2.mul(v128.load(filter, 0), y1),
      );
      z1 = y1;
      y1 = r1;
      v128.store(state, r1, 0);
    }
    v128.store(to, sum);
  }
  v128.store(state, z1, 16);
  v128.store(state, z2, 48);
  v128.store(state, z3, 80);
  v128.store(state, z4, 112);
  for (let turn = max(LAG, frames); turn < frames + LAG; turn++) {
    diagonal(turn, frames, filter, differences, ends, sums);
  }
  for (let at = state; at < state + SECTIONS * 32; at += 16) v128.store(at, flushed(v128.load(at)));
}

const SECTIONS: i32 = 4;
/** Samples that the last section is behind the first. */
const LAG: i32 = SECTIONS - 1;

/** One turn of all sections that have a sample in it: section s has sample turn − s. */
function diagonal(turn: i32, frames: i32, filter: usize, differences: usize, ends: usize, sums: usize): void {
  const states = filter + SECTIONS * 32;
  for (let section = min(LAG, turn); section >= 0 && turn - section < frames; section--) {
    const coefficients = filter + (<usize>section << 5);
    const state = states + (<usize>section << 5);
    const x = section == 0 ? v128.load64_splat(differences + (<usize>turn << 3)) : v128.load(state - 32);
    const y = v128.load(state);
    const r = f64x2.sub(
      f64x2.sub(x, f64x2.mul(v128.load(coefficients, 16), v128.load(state, 16))),
      f64x2.mul(v128.load(coefficients), y),
    );
    v128.store(state, y, 16);
    v128.store(state, r);
    if (section < LAG) continue;
    while (load<i32>(ends) <= turn - LAG) {
      ends += 4;
      sums += 24;
    }
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(r, r)));
  }
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

/**
 * x − 4·x₂ + 6·x₄ − 4·x₆ + x₈ of `frames` samples, rounded up to an even number, in turns of additions: constants would
 * be made anew in each.
 *
 * @returns the sum of the samples' squares
 */
function fourthDifferences(input: usize, frames: i32, to: usize): f64 {
  let x2 = promoted(input - 8);
  let x4 = promoted(input - 16);
  let x6 = promoted(input - 24);
  let x8 = promoted(input - 32);
  let squares = f64x2.splat(0);
  const end = input + (<usize>(frames & ~1) << 2);
  for (let at = input; at < end; at += 8, to += 16) {
    const x = promoted(at);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    v128.store(to, fourthDifference(x, x2, x4, x6, x8));
    x8 = x6;
    x6 = x4;
    x4 = x2;
    x2 = x;
  }
  const sum = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  if ((frames & 1) == 0) return sum;
  v128.store(to, fourthDifference(promoted(end), x2, x4, x6, x8));
  const last = <f64>load<f32>(end);
  return sum + last * last;
}

/** x + x₈ − 2·(2·(x₂ + x₆ − x₄) − x₄) */
@inline
function fourthDifference(x: v128, x2: v128, x4: v128, x6: v128, x8: v128): v128 {
  const outer = f64x2.sub(f64x2.add(x2, x6), x4);
  const inner = f64x2.sub(f64x2.add(outer, outer), x4);
  return f64x2.sub(f64x2.add(x, x8), f64x2.add(inner, inner));
}

function promoted(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

function flushed(state: v128): v128 {
  return v128.and(state, f64x2.ge(f64x2.abs(state), f64x2.splat(SMALLEST_STATE)));
}
