import { fastestMeters } from './kernels.ts';
import { integratedLoudness } from './loudness.ts';
import type { Hertz, Lufs } from './units.ts';

/**
 * Integrated loudness (ITU-R BS.1770-5) of a whole stereo signal in memory; −Infinity for silence or less than 400 ms.
 */
export function signalLoudness(left: Float32Array, right: Float32Array, sampleRateHz: Hertz): Lufs {
  const meter = fastestMeters().kWeightedPower(sampleRateHz);
  meter.push(left, right, left.length);
  return integratedLoudness(meter.finish());
}
