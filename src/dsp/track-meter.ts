import { BandEnvelopeMeter } from './band-envelopes.ts';
import { KWeightedPower } from './k-weighted-power.ts';
import type { Meter, SpectrumListener, TrackMeasures } from './meters.ts';
import { SignalLevelsMeter } from './signal-levels.ts';
import { StereoSpectraMeter } from './stereo-spectra.ts';
import { TruePeak } from './true-peak.ts';
import type { Frames, Hertz } from './units.ts';

/** All meters of a track in plain TypeScript, side by side. */
export class TrackMeter implements Meter<TrackMeasures> {
  readonly #meters: { [Name in keyof TrackMeasures]: Meter<TrackMeasures[Name]> };

  constructor(sampleRateHz: Hertz, listener?: SpectrumListener, withMel?: boolean) {
    this.#meters = {
      kWeightedPower: new KWeightedPower(sampleRateHz),
      truePeaks: new TruePeak(sampleRateHz),
      bandEnvelopes: new BandEnvelopeMeter(sampleRateHz),
      stereoSpectra: new StereoSpectraMeter(sampleRateHz, listener, withMel),
      signalLevels: new SignalLevelsMeter(),
    };
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (const meter of Object.values(this.#meters)) meter.push(left, right, frames);
  }

  finish(): TrackMeasures {
    const { kWeightedPower, truePeaks, bandEnvelopes, stereoSpectra, signalLevels } = this.#meters;
    return {
      kWeightedPower: kWeightedPower.finish(),
      truePeaks: truePeaks.finish(),
      bandEnvelopes: bandEnvelopes.finish(),
      stereoSpectra: stereoSpectra.finish(),
      signalLevels: signalLevels.finish(),
    };
  }
}
