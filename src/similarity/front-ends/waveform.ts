import { monoOf, type FrontEnd } from './front-end.ts';
import { samplePatches, stretchOf } from './sample-patches.ts';

/** Keeps a silent stretch finite, as the feature extractor of Hugging Face's wav2vec family does. */
const LEAST_VARIANCE = 1e-7;
/** Keeps a silent track finite. */
const LEAST_PEAK = 1e-8;

/** The front end of MERT (Li et al. 2024): mono samples at 24 kHz, each stretch brought to mean 0 and variance 1. */
export const MERT_WAVEFORM: FrontEnd = {
  name: 'mert-waveform-1',
  sampleRateHz: 24_000,
  channels: 'mono',
  prepare: (track, patchShape) => {
    const samples = monoOf(track);
    const patch = patchShape[patchShape.length - 1];
    return samplePatches(samples.length, { patch, sampleRateHz: MERT_WAVEFORM.sampleRateHz }, (start, into) => {
      const stretch = stretchOf(samples, start, patch);
      const mean = stretch.reduce((sum, x) => sum + x, 0) / patch;
      const variance = stretch.reduce((sum, x) => sum + (x - mean) ** 2, 0) / patch;
      const scale = 1 / Math.sqrt(variance + LEAST_VARIANCE);
      for (let n = 0; n < patch; n++) into[n] = (stretch[n] - mean) * scale;
    });
  },
};

/**
 * The front end of AFx-Rep (Steinmetz et al. 2024): left and right at 48 kHz, the whole track brought to a peak of 1.
 * Mid, side and spectrum are made inside of the model.
 */
export const AFX_WAVEFORM: FrontEnd = {
  name: 'afx-waveform-1',
  sampleRateHz: 48_000,
  channels: 'stereo',
  prepare: ({ left, right }, patchShape) => {
    const patch = patchShape[patchShape.length - 1];
    const peak = [left, right].reduce((most, side) => side.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);
    const scale = 1 / Math.max(peak, LEAST_PEAK);
    return samplePatches(left.length, { patch, sampleRateHz: AFX_WAVEFORM.sampleRateHz }, (start, into) => {
      [left, right].forEach((side, channel) => {
        const stretch = stretchOf(side, start, patch);
        for (let n = 0; n < patch; n++) into[channel * patch + n] = scale * stretch[n];
      });
    });
  },
};
