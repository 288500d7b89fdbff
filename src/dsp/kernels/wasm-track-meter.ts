import type { Meter, SpectrumListener, TrackMeasures } from '../meters.ts';
import type { ResultRoom } from '../result-room.ts';
import type { Frames, Hertz } from '../units.ts';
import { KernelSignal } from './kernel-signal.ts';
import { WasmBandEnvelopes, WasmKWeightedPower } from './wasm-filters.ts';
import { WasmSignalLevels } from './wasm-signal-levels.ts';
import { spectraHistory, WasmStereoSpectra } from './wasm-stereo-spectra.ts';
import { WasmTruePeak } from './wasm-true-peak.ts';

/** `TrackMeter` on the kernels: the samples are copied to their memory once for all meters. */
export class WasmTrackMeter implements Meter<TrackMeasures> {
  readonly #signal: KernelSignal;
  readonly #signalLevels: WasmSignalLevels;
  readonly #kWeightedPower: WasmKWeightedPower;
  readonly #truePeaks: WasmTruePeak;
  readonly #bandEnvelopes: WasmBandEnvelopes;
  readonly #stereoSpectra: WasmStereoSpectra;

  constructor(
    sampleRateHz: Hertz,
    listener?: SpectrumListener,
    expectedFrames?: Frames,
    withMel?: boolean,
    room?: ResultRoom,
  ) {
    this.#signal = new KernelSignal(spectraHistory(sampleRateHz));
    this.#signalLevels = new WasmSignalLevels(this.#signal);
    this.#kWeightedPower = new WasmKWeightedPower(sampleRateHz, this.#signal);
    this.#truePeaks = new WasmTruePeak(sampleRateHz, this.#signal);
    this.#bandEnvelopes = new WasmBandEnvelopes(sampleRateHz, this.#signal);
    this.#stereoSpectra = new WasmStereoSpectra(sampleRateHz, listener, this.#signal, expectedFrames, withMel, room);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => {
      this.#signalLevels.measure(count);
      this.#kWeightedPower.measure(count);
      this.#truePeaks.measure(count);
      this.#bandEnvelopes.measure(count);
      this.#stereoSpectra.measure(count);
    });
  }

  finish(): TrackMeasures {
    // The spectra end with silence of their own, which goes into the signal.
    const truePeaks = this.#truePeaks.finish();
    return {
      signalLevels: this.#signalLevels.finish(),
      kWeightedPower: this.#kWeightedPower.finish(),
      bandEnvelopes: this.#bandEnvelopes.finish(),
      stereoSpectra: this.#stereoSpectra.finish(),
      truePeaks,
    };
  }
}
