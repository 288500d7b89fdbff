import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { Random } from '../../../../src/demo/random.ts';
import { filteredByCurve, type GainCurve } from './linear-phase.ts';

/** White noise of unit power under a gain curve, different on the two sides, as long as the signal given. */
export function noiseLike({ sampleRateHz, left }: StereoSignal, seed: number, curve: GainCurve): StereoSignal {
  const random = new Random(seed, 'noise');
  const draw = (): Float32Array =>
    Float32Array.from({ length: left.length }, () => Math.sqrt(3) * random.between(-1, 1));
  return filteredByCurve({ sampleRateHz, left: draw(), right: draw() }, curve);
}
