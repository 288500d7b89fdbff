/*
 * A look-ahead limiter of both channels alike, in double precision. `state` holds, in this order, numbers of 8 bytes:
 * the gain before it, the level it holds, what no point between samples passes that level below, how much of the way to
 * 1 it recovers with each sample, the sum of the recent gains and the last gain before their mean; and of 4 bytes: by
 * how much samples are late, of how many gains the mean is, the window of the smallest gain, samples since one last
 * asked for less than 1, both ends of the queue of candidates, its place in time, the place among the recent gains, the
 * last bits of a place in the queue, the runs of harmless samples of both channels, and where these begin: pairs of
 * samples that wait and a block more, gains of a block, candidates for the smallest gain, their places in time, recent
 * gains, and the taps that tell points between samples, 0 where they are not asked for.
 */
import { bothChannels } from './filters';

/** What is found to rest, or not, at a time. */
const BLOCK: i32 = 256;
/** A reduction smaller than this is none. */
const RELEASED: f64 = 1 - 1e-9;
/** Taps of the filters half-way and a quarter of the way between samples, in pairs from both ends. */
const TAPS: i32 = 24;
const PAIRS: usize = 12;

/** Limits the first `frames` samples in place; they come out late. */
export function limitPeaks(left: usize, right: usize, frames: i32, state: usize): void {
  for (let from = 0; from < frames; from += BLOCK) {
    const at = <usize>from << 2;
    limitBlock(left + at, right + at, min(BLOCK, frames - from), state);
  }
}

function limitBlock(left: usize, right: usize, count: i32, state: usize): void {
  const limit = load<f64>(state, 8);
  const delay = <usize>load<i32>(state, 48) << 4;
  const length = load<i32>(state, 52);
  const waiting = <usize>load<i32>(state, 92);
  const gains = <usize>load<i32>(state, 96);
  const taps = <usize>load<i32>(state, 112);
  takeIn(left, right, count, load<f64>(state), waiting + delay);
  const isNeeded =
    taps == 0
      ? gainsOfSamples(waiting + delay, count, limit, gains)
      : gainsBetweenSamples(waiting + delay, count, limit, gains, taps, state);
  const rests = load<f64>(state, 40) == 1 && load<i32>(state, 60) >= load<i32>(state, 56) + length;
  // What the running sum has gathered in rounding goes where nothing is limited.
  if (rests && !isNeeded) store<f64>(state, <f64>length, 32);
  else smooth(gains, count, length, state);
  const high = f64x2.splat(limit);
  const low = f64x2.splat(-limit);
  for (let n: usize = 0; n < <usize>count; n++) {
    const wide = f64x2.mul(v128.load(waiting + (n << 4)), v128.load64_splat(gains + (n << 3)));
    // The gain keeps below the limit but for rounding.
    const held = f32x4.demote_f64x2_zero(f64x2.max(f64x2.min(wide, high), low));
    v128.store32_lane(left + (n << 2), held, 0);
    v128.store32_lane(right + (n << 2), held, 1);
  }
  memory.copy(waiting, waiting + (<usize>count << 4), delay);
}

function takeIn(left: usize, right: usize, count: i32, gain: f64, to: usize): void {
  const gains = f64x2.splat(gain);
  for (let n: usize = 0; n < <usize>count; n++)
    v128.store(to + (n << 4), f64x2.mul(gains, bothChannels(left + (n << 2), right + (n << 2))));
}

/** Writes the gain that brings each pair to the limit; whether any of them is below 1. */
function gainsOfSamples(pairs: usize, count: i32, limit: f64, gains: usize): bool {
  let isNeeded = false;
  for (let n: usize = 0; n < <usize>count; n++) {
    const peak = greater(f64x2.abs(v128.load(pairs + (n << 4))));
    const isOver = peak > limit;
    if (isOver) isNeeded = true;
    store<f64>(gains + (n << 3), isOver ? limit / peak : 1);
  }
  return isNeeded;
}

/** The same for what lies between samples half of the taps ago and the next, four times oversampled. */
function gainsBetweenSamples(pairs: usize, count: i32, limit: f64, gains: usize, taps: usize, state: usize): bool {
  const harmless = load<f64>(state, 16);
  let leftRun = load<i32>(state, 84);
  let rightRun = load<i32>(state, 88);
  let isNeeded = false;
  for (let n: usize = 0; n < <usize>count; n++) {
    const newest = pairs + (n << 4);
    const oldest = newest - (((<usize>TAPS) - 1) << 4);
    const size = f64x2.abs(v128.load(newest));
    leftRun = f64x2.extract_lane(size, 0) > harmless ? 0 : leftRun + 1;
    rightRun = f64x2.extract_lane(size, 1) > harmless ? 0 : rightRun + 1;
    const middle = oldest + ((PAIRS - 1) << 4);
    let peaks = f64x2.max(f64x2.abs(v128.load(middle)), f64x2.abs(v128.load(middle, 16)));
    if (leftRun < TAPS || rightRun < TAPS) peaks = f64x2.max(peaks, between(oldest, taps));
    const peak = greater(peaks);
    const isOver = peak > limit;
    if (isOver) isNeeded = true;
    store<f64>(gains + (n << 3), isOver ? limit / peak : 1);
  }
  store<i32>(state, leftRun, 84);
  store<i32>(state, rightRun, 88);
  return isNeeded;
}

/** The greatest magnitudes a quarter, half and three quarters of the way, by filters that mirror each other. */
@inline
function between(oldest: usize, taps: usize): v128 {
  let half = f64x2.splat(0);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (let tap: usize = 0; tap < PAIRS; tap++) {
    const early = v128.load(oldest + (tap << 4));
    const late = v128.load(oldest + (((<usize>TAPS) - 1 - tap) << 4));
    const sum = f64x2.add(early, late);
    half = f64x2.add(half, f64x2.mul(v128.load64_splat(taps + (tap << 3)), sum));
    even = f64x2.add(even, f64x2.mul(v128.load64_splat(taps + ((PAIRS + tap) << 3)), sum));
    odd = f64x2.add(odd, f64x2.mul(v128.load64_splat(taps + ((2 * PAIRS + tap) << 3)), f64x2.sub(early, late)));
  }
  return f64x2.max(f64x2.abs(half), f64x2.add(f64x2.abs(even), f64x2.abs(odd)));
}

@inline
function greater(sizes: v128): f64 {
  return max(f64x2.extract_lane(sizes, 0), f64x2.extract_lane(sizes, 1));
}

/** The smallest gain of the window, released exponentially, then averaged. */
function smooth(gains: usize, count: i32, length: i32, state: usize): void {
  const release = load<f64>(state, 24);
  const window = load<i32>(state, 56);
  const last = load<i32>(state, 80);
  const candidates = <usize>load<i32>(state, 100);
  const places = <usize>load<i32>(state, 104);
  const recent = <usize>load<i32>(state, 108);
  let sum = load<f64>(state, 32);
  let released = load<f64>(state, 40);
  let quiet = load<i32>(state, 60);
  let first = load<i32>(state, 64);
  let end = load<i32>(state, 68);
  let place = load<i32>(state, 72);
  let at = load<i32>(state, 76);
  for (let n: usize = 0; n < <usize>count; n++, place++) {
    const needed = load<f64>(gains + (n << 3));
    quiet = needed < 1 ? 0 : quiet + 1;
    if (first != end && place - load<i32>(places + (<usize>(first & last) << 2)) >= window) first++;
    while (first != end && load<f64>(candidates + (<usize>((end - 1) & last) << 3)) >= needed) end--;
    store<f64>(candidates + (<usize>(end & last) << 3), needed);
    store<i32>(places + (<usize>(end & last) << 2), place);
    end++;
    const floor = load<f64>(candidates + (<usize>(first & last) << 3));
    const recovering = released + (1 - released) * release;
    released = floor < recovering ? floor : recovering;
    if (released > RELEASED) released = 1;
    const oldest = recent + (<usize>at << 3);
    sum += released - load<f64>(oldest);
    store<f64>(oldest, released);
    at = at + 1 == length ? 0 : at + 1;
    const mean = sum / <f64>length;
    store<f64>(gains + (n << 3), mean < 1 ? mean : 1);
  }
  store<f64>(state, sum, 32);
  store<f64>(state, released, 40);
  store<i32>(state, quiet, 60);
  store<i32>(state, first, 64);
  store<i32>(state, end, 68);
  store<i32>(state, place, 72);
  store<i32>(state, at, 76);
}
