import { dbToAmplitude } from '../dsp/decibels.ts';
import type { ContinuousParameter, DeviceModel } from './device-model.ts';
import { completeSettings } from './device-settings.ts';
import { FADER_LAW, PAN_LAW, SEND_LAW } from './display-laws.ts';
import { control, SIGNED_RANGE, UNIT_RANGE } from './parameter-rows.ts';
import { applyMatrix, panMatrix, scaled } from './stereo-matrix.ts';

/** The name plans and receipts give a track's mixer; it is not a device that could be inserted. */
export const MIXER_NAME = 'Mixer';

/** Live's mixer strip: fader and pan. Its sends come with `sendParameter`, one for each return track. */
export const MIXER: DeviceModel = {
  name: MIXER_NAME,
  className: 'MixerDevice',
  parameters: [
    control('Volume', UNIT_RANGE, FADER_LAW, 0, ['Track Volume']),
    control('Pan', SIGNED_RANGE, PAN_LAW, 0, ['Track Panning', 'Panning']),
  ],
  createProcessor(given) {
    const settings = completeSettings(MIXER, given);
    const matrix = scaled(panMatrix(settings.number('Pan')), dbToAmplitude(settings.number('Volume')));
    return { latencyFrames: 0, process: (left, right, frames) => applyMatrix(matrix, left, right, frames) };
  },
  fidelity:
    "Fader law within 0.05 dB of Live's values down to −60 dB; pan as Live's manual states it (constant power, 0 dB in the " +
    'centre), in the default stereo pan mode. Sends are listed but carry no sound here.',
};

/** How many returns Live allows; they are lettered. */
const SEND_LETTERS = 'ABCDEFGHIJKL';

/** The send of a track to the return at `index` (0 = A). Off by default. */
export function sendParameter(index: number): ContinuousParameter {
  const letter = SEND_LETTERS[index];
  return control(`Send ${letter}`, UNIT_RANGE, SEND_LAW, -Infinity, [letter]);
}
