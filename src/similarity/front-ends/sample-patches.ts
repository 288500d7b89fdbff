import type { Frames, Hertz } from '../../dsp/units.ts';
import type { PatchSource } from './front-end.ts';

/** Patches that are stretches of samples end to end: `fill` is handed the stretch. */
export function samplePatches(
  samples: Frames,
  plan: { patch: Frames; sampleRateHz: Hertz },
  fill: (start: Frames, into: Float32Array) => void,
): PatchSource {
  const { patch, sampleRateHz } = plan;
  return {
    count: samples === 0 ? 0 : Math.max(1, Math.floor(samples / patch)),
    patchSeconds: patch / sampleRateHz,
    startSeconds: (index) => (index * patch) / sampleRateHz,
    fill: (index, into) => fill(index * patch, into),
  };
}

/** A stretch of samples; a signal that ends before begins anew. */
export function stretchOf(samples: Float32Array, start: Frames, length: Frames): Float32Array {
  if (start + length <= samples.length) return samples.subarray(start, start + length);
  return Float32Array.from({ length }, (_, n) => samples[(start + n) % samples.length]);
}
