import { BandEnvelopeMeter } from './band-envelopes.ts';
import { KWeightedPower } from './k-weighted-power.ts';
import type { Meters } from './meters.ts';
import { StereoSpectraMeter } from './stereo-spectra.ts';
import { TruePeak } from './true-peak.ts';

/** The meters in plain TypeScript: what the fast ones are compared with, and what runs without them. */
export const REFERENCE_METERS: Meters = {
  kWeightedPower: (sampleRateHz) => new KWeightedPower(sampleRateHz),
  truePeak: () => new TruePeak(),
  bandEnvelopes: (sampleRateHz) => new BandEnvelopeMeter(sampleRateHz),
  stereoSpectra: (sampleRateHz, listener) => new StereoSpectraMeter(sampleRateHz, listener),
};

/** The fastest meters that this machine can run. */
export function fastestMeters(): Meters {
  return REFERENCE_METERS;
}
