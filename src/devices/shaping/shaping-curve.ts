import type { Frames } from '../../dsp/units.ts';
import { exponential } from '../dynamics/exponential.ts';

/** A memoryless curve from sample to sample. Those below are odd, and all but the fold stay within ±1. */
export type ShapingCurve = (sample: number) => number;

/** Sends the samples from `from` up to `to` through a curve, in place. */
export function shapeSamples(
  curve: ShapingCurve,
  samples: Float32Array | Float64Array,
  from: Frames,
  to: Frames,
): void {
  for (let n = from; n < to; n++) samples[n] = curve(samples[n]);
}

/** Half the width of the rounded corner of `roundedClip`: the curve is straight up to −3.1 dBFS. */
const CORNER = 0.3;

/** Where `roundedClip` becomes flat. */
export const ROUNDED_CLIP_TOP = 1 + CORNER;

/** A clip with rounded corners: straight to 0.7, flat from 1.3 on, a parabola between that meets both. */
export const roundedClip: ShapingCurve = (sample) => {
  const size = Math.abs(sample);
  if (size <= 1 - CORNER) return sample;
  if (size >= ROUNDED_CLIP_TOP) return Math.sign(sample);
  const beyond = ROUNDED_CLIP_TOP - size;
  return Math.sign(sample) * (1 - (beyond * beyond) / (4 * CORNER));
};

/** A clip at full scale. */
export const hardClip: ShapingCurve = (sample) => (sample > 1 ? 1 : sample < -1 ? -1 : sample);

/** A quarter of a sine up to full scale, flat beyond it. */
export const quarterSine: ShapingCurve = (sample) => Math.sin((Math.PI / 2) * hardClip(sample));

/** A sine of any input: what is louder than full scale folds back. */
export const sineFold: ShapingCurve = (sample) => Math.sin((Math.PI / 2) * sample);

/** 1 − (1 − |x|)², flat beyond full scale: twice the gain where it is quiet. */
export const squareCurve: ShapingCurve = (sample) => {
  const x = hardClip(sample);
  return x * (2 - Math.abs(x));
};

/** 1 − (1 − |x|)³, flat beyond full scale: three times the gain where it is quiet. */
export const cubeCurve: ShapingCurve = (sample) => {
  const x = hardClip(sample);
  const size = Math.abs(x);
  return x * (3 - 3 * size + size * size);
};

/** Straight up to `threshold` (0 … 1), then bending towards full scale, which it never reaches: t + (1−t)·u/(1+u). */
export function softAbove(threshold: number): ShapingCurve {
  const room = 1 - threshold;
  return (sample) => {
    const size = Math.abs(sample);
    if (size <= threshold) return sample;
    const over = size - threshold;
    return Math.sign(sample) * (threshold + (room * over) / (room + over));
  };
}

/** The hyperbolic tangent; cheaper than the library's, within 10⁻¹². */
export const softSaturation: ShapingCurve = (sample) => {
  if (sample > 20) return 1;
  if (sample < -20) return -1;
  const e = exponential(2 * sample);
  return (e - 1) / (e + 1);
};
