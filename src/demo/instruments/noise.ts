import type { Frames, Hertz, Milliseconds } from '../../dsp/units.ts';
import type { Random } from '../random.ts';

/** White noise, uniform in ±1 (RMS −4.8 dB). */
export function whiteNoise(frames: Frames, random: Random): Float32Array {
  const samples = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) samples[frame] = 2 * random.next() - 1;
  return samples;
}

/** Noise that falls by 60 dB in `decayMs`, scaled by `gain`; zero before `delayMs`. */
export function noiseBurst(
  sampleRateHz: Hertz,
  random: Random,
  burst: { decayMs: Milliseconds; delayMs?: Milliseconds; gain?: number },
): Float32Array {
  const delay = Math.round(((burst.delayMs ?? 0) / 1000) * sampleRateHz);
  const length = Math.ceil((burst.decayMs / 1000) * sampleRateHz);
  const samples = new Float32Array(delay + length);
  const perFrame = 10 ** (-3 / length);
  let level = burst.gain ?? 1;
  for (let frame = 0; frame < length; frame += 1) {
    samples[delay + frame] = level * (2 * random.next() - 1);
    level *= perFrame;
  }
  return samples;
}

/** Adds `source` to the start of `target`. */
export function mixIn(target: Float32Array, source: Float32Array): void {
  const length = Math.min(target.length, source.length);
  for (let frame = 0; frame < length; frame += 1) target[frame] += source[frame];
}
