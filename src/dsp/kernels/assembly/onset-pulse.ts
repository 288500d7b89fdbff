/*
 * How far onsets keep a pulse: see `src/dsp/onset-pulse.ts`. Times rise; all numbers are in double precision.
 */

const TURN: f64 = 2 * Math.PI;

/**
 * Sums of products of weights by the distance of their places, each spread over a triangle, over the sum of squares.
 *
 * @param pairs room for `bins` zeros
 * @param to receives `bins` numbers, zeros before
 */
export function intervalHistogram(
  places: usize,
  weights: usize,
  count: i32,
  bins: i32,
  reach: i32,
  pairs: usize,
  to: usize,
): void {
  let self: f64 = 0;
  for (let i = 0; i < count; i++) {
    const from = load<f64>(places + (<usize>i << 3)) - 0.5;
    const weight = load<f64>(weights + (<usize>i << 3));
    self += weight * weight;
    for (let j = i + 1; j < count; j++) {
      const lag = load<f64>(places + (<usize>j << 3)) - from;
      if (lag >= <f64>bins) break;
      const at = pairs + (<usize>(<i32>lag) << 3);
      store<f64>(at, load<f64>(at) + weight * load<f64>(weights + (<usize>j << 3)));
    }
  }
  for (let bin = 0; bin < bins; bin++) {
    const pair = load<f64>(pairs + (<usize>bin << 3)) / self;
    if (!(pair > 0)) continue;
    const last = min<i32>(bins - 1, bin + reach);
    for (let at = max<i32>(0, bin - reach); at <= last; at++) {
      const sum = to + (<usize>at << 3);
      store<f64>(sum, load<f64>(sum) + pair * (1 - <f64>abs<i32>(at - bin) / <f64>(reach + 1)));
    }
  }
}

/**
 * Adds up the phasors of onsets in cells of equal length, at one frequency: real and imaginary parts, weights and
 * numbers, `cells` of each, one array after the other, zeros before.
 *
 * @returns the sum of the weights
 */
export function phasorCells(
  seconds: usize,
  weights: usize,
  count: i32,
  frequencyHz: f64,
  cellSeconds: f64,
  cells: i32,
  to: usize,
): f64 {
  const cellBytes = <usize>cells << 3;
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const second = load<f64>(seconds + (<usize>i << 3));
    const weight = load<f64>(weights + (<usize>i << 3));
    const angle = TURN * frequencyHz * second;
    const re = to + (<usize>(<i32>(second / cellSeconds)) << 3);
    const im = re + cellBytes;
    store<f64>(re, load<f64>(re) + weight * Math.cos(angle));
    store<f64>(im, load<f64>(im) + weight * Math.sin(angle));
    store<f64>(im + cellBytes, load<f64>(im + cellBytes) + weight);
    store<f64>(im + 2 * cellBytes, load<f64>(im + 2 * cellBytes) + 1);
    total += weight;
  }
  return total;
}

/**
 * Adds `scale` times the squared magnitude of the sum of cells, the n-th turned by n times an angle: at the first of
 * `steps` angles to `scores[middle]`, at the others and at their negatives to the places as far above and below.
 *
 * @param cells real parts, then imaginary parts, `count` of each
 * @param turns cosine and sine of each angle, pairs of neighbouring ones together; of an even number of angles
 */
export function addCoherences(
  cells: usize,
  count: i32,
  turns: usize,
  steps: i32,
  scale: f64,
  scores: usize,
  middle: i32,
): void {
  const cellBytes = <usize>count << 3;
  for (let step = 0; step < steps; step += 2, turns += 32) {
    const stepRe = v128.load(turns);
    const stepIm = v128.load(turns, 16);
    let cos = f64x2.splat(1);
    let sin = f64x2.splat(0);
    let reCos = f64x2.splat(0);
    let reSin = f64x2.splat(0);
    let imCos = f64x2.splat(0);
    let imSin = f64x2.splat(0);
    for (let at = cells; at < cells + cellBytes; at += 8) {
      const re = v128.load64_splat(at);
      const im = v128.load64_splat(at + cellBytes);
      reCos = f64x2.add(reCos, f64x2.mul(re, cos));
      reSin = f64x2.add(reSin, f64x2.mul(re, sin));
      imCos = f64x2.add(imCos, f64x2.mul(im, cos));
      imSin = f64x2.add(imSin, f64x2.mul(im, sin));
      const next = f64x2.sub(f64x2.mul(cos, stepRe), f64x2.mul(sin, stepIm));
      sin = f64x2.add(f64x2.mul(cos, stepIm), f64x2.mul(sin, stepRe));
      cos = next;
    }
    const above = magnitudes(f64x2.sub(reCos, imSin), f64x2.add(reSin, imCos), scale);
    const below = magnitudes(f64x2.add(reCos, imSin), f64x2.sub(imCos, reSin), scale);
    addTo(scores, middle + step, f64x2.extract_lane(above, 0));
    if (step > 0) addTo(scores, middle - step, f64x2.extract_lane(below, 0));
    if (step + 1 >= steps) continue;
    addTo(scores, middle + step + 1, f64x2.extract_lane(above, 1));
    addTo(scores, middle - step - 1, f64x2.extract_lane(below, 1));
  }
}

function magnitudes(re: v128, im: v128, scale: f64): v128 {
  return f64x2.mul(f64x2.splat(scale), f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im)));
}

function addTo(scores: usize, place: i32, value: f64): void {
  const at = scores + (<usize>place << 3);
  store<f64>(at, load<f64>(at) + value);
}

/**
 * Coherence at a frequency within windows, each from the first onset behind the one before, and over the whole.
 *
 * @param to receives both
 */
export function windowedCoherence(
  seconds: usize,
  weights: usize,
  count: i32,
  frequencyHz: f64,
  windowSeconds: f64,
  leastOnsets: i32,
  to: usize,
): void {
  let local: f64 = 0;
  let total: f64 = 0;
  let sumRe: f64 = 0;
  let sumIm: f64 = 0;
  for (let start = 0; start < count;) {
    const until = load<f64>(seconds + (<usize>start << 3)) + windowSeconds;
    let re: f64 = 0;
    let im: f64 = 0;
    let weight: f64 = 0;
    let i = start;
    for (; i < count; i++) {
      const second = load<f64>(seconds + (<usize>i << 3));
      if (!(second < until)) break;
      const angle = TURN * frequencyHz * second;
      const own = load<f64>(weights + (<usize>i << 3));
      re += own * Math.cos(angle);
      im += own * Math.sin(angle);
      weight += own;
    }
    if (i - start >= leastOnsets) {
      const excess = (re * re + im * im) / (weight * weight) - 1 / <f64>(i - start);
      local += weight * Math.sqrt(max<f64>(0, excess));
      total += weight;
      sumRe += re;
      sumIm += im;
    }
    start = i;
  }
  const isThere = total > 0;
  store<f64>(to, isThere ? local / total : 0);
  store<f64>(to, isThere ? Math.hypot(sumRe, sumIm) / total : 0, 8);
}
