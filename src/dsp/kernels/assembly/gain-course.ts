import { bothChannels } from './filters';

/**
 * Both channels times a gain that goes in a straight line through each block, in double precision, and cut off at a
 * tip. `state` holds the gain that is reached, in double precision, and the block, of 4 bytes.
 *
 * @param from where the samples stand in the whole signal
 * @param ends of the blocks, in the whole signal, rising; the last one ends where the samples do at the earliest
 * @param steps of each block, what the gain changes by with each sample
 * @param gains at the end of each block, which the next one begins with
 * @param tip in single precision; infinite where nothing is cut off
 */
export function gainCourse(
  left: usize,
  right: usize,
  from: i32,
  frames: i32,
  ends: usize,
  steps: usize,
  gains: usize,
  tip: f32,
  state: usize,
): void {
  const high = f32x4.splat(tip);
  const low = f32x4.splat(-tip);
  let gain = load<f64>(state);
  let block = <usize>load<i32>(state, 8);
  const last = from + frames;
  for (let n = from; n < last;) {
    const end = load<i32>(ends + (block << 2));
    const step = load<f64>(steps + (block << 3));
    for (const until = min(end, last); n < until; n++, left += 4, right += 4) {
      gain += step;
      const driven = f32x4.demote_f64x2_zero(f64x2.mul(bothChannels(left, right), f64x2.splat(gain)));
      const cut = f32x4.max(f32x4.min(driven, high), low);
      v128.store32_lane(left, cut, 0);
      v128.store32_lane(right, cut, 1);
    }
    if (n < end) break;
    gain = load<f64>(gains + (block << 3));
    block++;
  }
  store<f64>(state, gain);
  store<i32>(state, <i32>block, 8);
}
