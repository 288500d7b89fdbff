import { Biquad, highPass, magnitudeAt } from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Hertz, Power } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { logarithmicLaw, PAN_LAW, PERCENT_LAW, UTILITY_OUTPUT_LAW } from './display-laws.ts';
import { formatHertz } from './display-text.ts';
import { DcFilter } from './filters/dc-filter.ts';
import { button, choice, control, DEVICE_ON, SIGNED_RANGE, UNIT_RANGE } from './parameter-rows.ts';
import {
  applyMatrix,
  chained,
  midSideBalanceMatrix,
  panMatrix,
  scaled,
  widthMatrix,
  type StereoMatrix,
} from './stereo-matrix.ts';

/** 50 … 500 Hz in equal ratios: raw 0.380211 shows 120 Hz. */
const BASS_FREQUENCY_LAW = logarithmicLaw(50, 500, { unit: 'Hz', confidence: 'high', format: formatHertz });

/**
 * What Stereo Width is called once a person has switched it to mid/side mode. Then 0 … 100 turns the side up and 100 …
 * 200 turns the mid down, so that only the side is left at 200.
 */
const MID_SIDE_BALANCE = 'Mid/Side Balance';

/** Live's Utility. */
export const UTILITY: DeviceModel = {
  name: 'Utility',
  className: 'StereoGain',
  parameters: [
    DEVICE_ON,
    button('Left Inv'),
    button('Right Inv'),
    choice('Channel Mode', ['Left', 'Stereo', 'Right', 'Swap'], 'Stereo'),
    control('Stereo Width', [0, 2], PERCENT_LAW, 100, [MID_SIDE_BALANCE, 'Width']),
    button('Mono'),
    button('Bass Mono'),
    control('Bass Freq', UNIT_RANGE, BASS_FREQUENCY_LAW, 120),
    control('Balance', SIGNED_RANGE, PAN_LAW, 0),
    control('Output', SIGNED_RANGE, UTILITY_OUTPUT_LAW, 0, ['Gain']),
    button('Mute'),
    button('DC Filter'),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(UTILITY, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const isBalanced = Object.hasOwn(given, MID_SIDE_BALANCE);
    const before = inputMatrix(settings, isBalanced);
    const after = outputMatrix(settings);
    const bassMono = settings.isOn('Bass Mono') ? new BassMono(settings.number('Bass Freq'), sampleRateHz) : undefined;
    const dcFilters = settings.isOn('DC Filter') ? [0, 1].map(() => new DcFilter(sampleRateHz)) : [];
    return {
      latencyFrames: 0,
      process(left, right, frames) {
        applyMatrix(before, left, right, frames);
        bassMono?.process(left, right, frames);
        applyMatrix(after, left, right, frames);
        if (dcFilters.length > 0) {
          dcFilters[0].process(left, frames);
          dcFilters[1].process(right, frames);
        }
      },
    };
  },
  fidelity:
    'Exact: gain, mute, inversion, channel mode, mono (half the sum), width as a gain of the side. Not published, and so approximate: ' +
    'Bass Mono takes the side away below Bass Freq with a 24 dB/octave Linkwitz–Riley slope and never changes the mid; Balance follows ' +
    "the mixer's pan law; Mid/Side Balance (the other face of Stereo Width) turns down the one or the other in a straight line; DC " +
    'Filter is a first-order high-pass at 5 Hz.',
};

/** Two Butterworth sections in a row make a fourth-order Linkwitz–Riley slope: −6 dB at the corner. */
const BASS_SECTION_QS = [Math.SQRT1_2, Math.SQRT1_2];

/**
 * Power gain of the side signal at a frequency when Bass Mono is on; the mid's is 1. ¼ (−6 dB) at `bassHz`, 1 far above
 * it, 0 far below.
 */
export function bassMonoSidePowerGain(bassHz: Hertz, hz: Hertz, sampleRateHz: Hertz): Power {
  return BASS_SECTION_QS.reduce(
    (power, q) => power * magnitudeAt(highPass(sampleRateHz, bassHz, q), hz, sampleRateHz) ** 2,
    1,
  );
}

/** Samples of side signal that are filtered together. */
const CHUNK_FRAMES = 256;

/** Takes the side away below a frequency. */
class BassMono {
  readonly #filters: readonly Biquad[];
  readonly #side = new Float64Array(CHUNK_FRAMES);

  constructor(bassHz: Hertz, sampleRateHz: Hertz) {
    this.#filters = BASS_SECTION_QS.map((q) => new Biquad(highPass(sampleRateHz, bassHz, q)));
  }

  process(left: Float32Array, right: Float32Array, frames: number): void {
    const side = this.#side;
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - from);
      for (let n = 0; n < count; n++) side[n] = (left[from + n] - right[from + n]) / 2;
      for (const filter of this.#filters) filter.process(side, count);
      for (let n = 0; n < count; n++) {
        const mid = (left[from + n] + right[from + n]) / 2;
        left[from + n] = mid + side[n];
        right[from + n] = mid - side[n];
      }
    }
  }
}

const CHANNEL_MATRICES: Readonly<Record<string, StereoMatrix>> = {
  Left: { ll: 1, lr: 0, rl: 1, rr: 0 },
  Stereo: { ll: 1, lr: 0, rl: 0, rr: 1 },
  Right: { ll: 0, lr: 1, rl: 0, rr: 1 },
  Swap: { ll: 0, lr: 1, rl: 1, rr: 0 },
};

/** Channel mode, inversion and width: everything before Bass Mono. */
function inputMatrix(settings: CompleteSettings, isBalanced: boolean): StereoMatrix {
  const invert: StereoMatrix = {
    ll: settings.isOn('Left Inv') ? -1 : 1,
    lr: 0,
    rl: 0,
    rr: settings.isOn('Right Inv') ? -1 : 1,
  };
  const percent = settings.isOn('Mono') ? 0 : settings.number('Stereo Width');
  const width = isBalanced ? midSideBalanceMatrix(percent) : widthMatrix(percent);
  return chained(chained(CHANNEL_MATRICES[settings.text('Channel Mode')], invert), width);
}

/** Balance, gain and mute. */
function outputMatrix(settings: CompleteSettings): StereoMatrix {
  const gain = settings.isOn('Mute') ? 0 : dbToAmplitude(settings.number('Output'));
  return scaled(panMatrix(settings.number('Balance')), gain);
}
