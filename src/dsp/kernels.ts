import { BandEnvelopeMeter } from './band-envelopes.ts';
import { PlainBassMeter } from './bass-meter.ts';
import { KWeightedPower } from './k-weighted-power.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmBassMeter } from './kernels/wasm-bass-meter.ts';
import { WasmBandEnvelopes, WasmKWeightedPower } from './kernels/wasm-filters.ts';
import { WasmSignalLevels } from './kernels/wasm-signal-levels.ts';
import { WasmStereoSpectra } from './kernels/wasm-stereo-spectra.ts';
import { WasmTrackMeter } from './kernels/wasm-track-meter.ts';
import { WasmTruePeak } from './kernels/wasm-true-peak.ts';
import type { Meters } from './meters.ts';
import { SignalLevelsMeter } from './signal-levels.ts';
import { StereoSpectraMeter } from './stereo-spectra.ts';
import { TrackMeter } from './track-meter.ts';
import { TruePeak } from './true-peak.ts';

/** The meters in plain TypeScript: what the fast ones are compared with, and what runs without them. */
export const REFERENCE_METERS: Meters = {
  kWeightedPower: (sampleRateHz) => new KWeightedPower(sampleRateHz),
  truePeak: (sampleRateHz) => new TruePeak(sampleRateHz),
  bandEnvelopes: (sampleRateHz) => new BandEnvelopeMeter(sampleRateHz),
  stereoSpectra: (...options) => new StereoSpectraMeter(...options),
  signalLevels: () => new SignalLevelsMeter(),
  bass: (sampleRateHz) => new PlainBassMeter(sampleRateHz),
  track: (sampleRateHz, listener, _, withMel) => new TrackMeter(sampleRateHz, listener, withMel),
};

/** The meters on WebAssembly SIMD; `undefined` where this machine lacks it. */
export function wasmMeters(): Meters | undefined {
  if (!kernelsSupported()) return undefined;
  return {
    kWeightedPower: (sampleRateHz) => new WasmKWeightedPower(sampleRateHz),
    truePeak: (sampleRateHz) => new WasmTruePeak(sampleRateHz),
    bandEnvelopes: (sampleRateHz) => new WasmBandEnvelopes(sampleRateHz),
    stereoSpectra: (sampleRateHz, listener, withMel) =>
      new WasmStereoSpectra(sampleRateHz, listener, undefined, undefined, withMel),
    signalLevels: () => new WasmSignalLevels(),
    bass: (sampleRateHz) => new WasmBassMeter(sampleRateHz),
    track: (...options) => new WasmTrackMeter(...options),
  };
}

/** The fastest meters that this machine can run. */
export function fastestMeters(): Meters {
  return wasmMeters() ?? REFERENCE_METERS;
}
