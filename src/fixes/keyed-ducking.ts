import type { StereoSignal } from '../audio/audio-source.ts';
import { COMPRESSOR } from '../devices/compressor.ts';
import type { DeviceModel, DeviceSettings, KeySignal } from '../devices/device-model.ts';
import { processWhole } from '../devices/process-whole.ts';
import type { Frames, Hertz } from '../dsp/units.ts';

/**
 * What a Compressor that hears nothing but its key does to the level of its track, frame by frame: its gain hangs on
 * the key alone, so that what it did to a bounced stem can be taken back.
 *
 * @param key at least `frames` long
 */
export function keyedGain(settings: DeviceSettings, key: KeySignal, frames: Frames, sampleRateHz: Hertz): Float32Array {
  const gain = new Float32Array(frames).fill(1);
  processWhole(COMPRESSOR.createProcessor(settings, sampleRateHz), gain, gain.slice(), key);
  return gain;
}

/** A stem as it was before a Compressor that hears nothing but its key: a new signal. */
export function withoutDucking(stem: StereoSignal, settings: DeviceSettings, key: StereoSignal): StereoSignal {
  const { sampleRateHz } = stem;
  const frames = Math.min(stem.left.length, key.left.length);
  const gain = keyedGain(settings, key, frames, sampleRateHz);
  const undo = (samples: Float32Array): Float32Array =>
    samples.map((sample, n) => (n < frames && gain[n] > 0 ? sample / gain[n] : sample));
  return { sampleRateHz, left: undo(stem.left), right: undo(stem.right) };
}

/**
 * What turning such a Compressor changes on a stem that was bounced through it: its new gain over its old one. Takes a
 * whole signal at once, as `processWhole` hands it over.
 */
export function changedDucking(before: DeviceSettings, after: DeviceSettings): Pick<DeviceModel, 'createProcessor'> {
  return {
    createProcessor(_, sampleRateHz) {
      return {
        latencyFrames: 0,
        process(left, right, frames, key) {
          if (key === undefined) return;
          const [from, to] = [before, after].map((settings) => keyedGain(settings, key, frames, sampleRateHz));
          for (let n = 0; n < frames; n++) {
            const change = from[n] > 0 ? to[n] / from[n] : 1;
            left[n] *= change;
            right[n] *= change;
          }
        },
      };
    },
  };
}
