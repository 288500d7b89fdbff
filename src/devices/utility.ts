import { Biquad, highPass, magnitudeAt } from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Hertz, Power } from '../dsp/units.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { logarithmicLaw, PAN_LAW, PERCENT_LAW, UTILITY_OUTPUT_LAW } from './display-laws.ts';
import { formatHertz } from './display-text.ts';
import { button, choice, control, DEVICE_ON, SIGNED_RANGE, UNIT_RANGE } from './parameter-rows.ts';
import { applyMatrix, chained, panMatrix, scaled, widthMatrix, type StereoMatrix } from './stereo-matrix.ts';

/** 50 … 500 Hz is known, the curve between is not. */
const BASS_FREQUENCY_LAW = logarithmicLaw(50, 500, { unit: 'Hz', confidence: 'low', format: formatHertz });

/** Live's Utility. */
export const UTILITY: DeviceModel = {
  name: 'Utility',
  className: 'StereoGain',
  parameters: [
    DEVICE_ON,
    button('Left Inv'),
    button('Right Inv'),
    choice('Channel Mode', ['Left', 'Stereo', 'Right', 'Swap'], 'Stereo'),
    control('Stereo Width', [0, 2], PERCENT_LAW, 100, ['Mid/Side Balance', 'Width']),
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
    if (!settings.isOn('Device On')) return { latencyFrames: 0, process: () => undefined };
    const before = inputMatrix(settings);
    const after = outputMatrix(settings);
    const bassFilters = settings.isOn('Bass Mono')
      ? BASS_SECTION_QS.map((q) => new Biquad(highPass(sampleRateHz, settings.number('Bass Freq'), q)))
      : [];
    const dcFilters = settings.isOn('DC Filter') ? [0, 1].map(() => new DcFilter(sampleRateHz)) : [];
    return {
      latencyFrames: 0,
      process(left, right, frames) {
        applyMatrix(before, left, right, frames);
        if (bassFilters.length > 0) makeBassMono(bassFilters, left, right, frames);
        applyMatrix(after, left, right, frames);
        if (dcFilters.length > 0) {
          dcFilters[0].process(left, frames);
          dcFilters[1].process(right, frames);
        }
      },
    };
  },
  fidelity:
    'Exact: gain, mute, inversion, channel mode, mono (half the sum), width as a gain of the side. Bass Mono takes the side away below ' +
    'Bass Freq with a 24 dB/octave Linkwitz–Riley slope and never changes the mid; the slope in Live is not published. Balance is ' +
    "taken to follow the mixer's pan law. DC Filter is a first-order high-pass at 5 Hz.",
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

function makeBassMono(filters: readonly Biquad[], left: Float32Array, right: Float32Array, frames: number): void {
  const side = new Float64Array(frames);
  for (let n = 0; n < frames; n++) side[n] = (left[n] - right[n]) / 2;
  for (const filter of filters) filter.process(side, frames);
  for (let n = 0; n < frames; n++) {
    const mid = (left[n] + right[n]) / 2;
    left[n] = mid + side[n];
    right[n] = mid - side[n];
  }
}

const CHANNEL_MATRICES: Readonly<Record<string, StereoMatrix>> = {
  Left: { ll: 1, lr: 0, rl: 1, rr: 0 },
  Stereo: { ll: 1, lr: 0, rl: 0, rr: 1 },
  Right: { ll: 0, lr: 1, rl: 0, rr: 1 },
  Swap: { ll: 0, lr: 1, rl: 1, rr: 0 },
};

/** Channel mode, inversion and width: everything before Bass Mono. */
function inputMatrix(settings: CompleteSettings): StereoMatrix {
  const invert: StereoMatrix = {
    ll: settings.isOn('Left Inv') ? -1 : 1,
    lr: 0,
    rl: 0,
    rr: settings.isOn('Right Inv') ? -1 : 1,
  };
  const width = widthMatrix(settings.isOn('Mono') ? 0 : settings.number('Stereo Width'));
  return chained(chained(CHANNEL_MATRICES[settings.text('Channel Mode')], invert), width);
}

/** Balance, gain and mute. */
function outputMatrix(settings: CompleteSettings): StereoMatrix {
  const gain = settings.isOn('Mute') ? 0 : dbToAmplitude(settings.number('Output'));
  return scaled(panMatrix(settings.number('Balance')), gain);
}

/** Low enough to leave a kick's phase alone, high enough to settle within a beat. */
const DC_CORNER_HZ = 5;

/** y[n] = x[n] − x[n−1] + p·y[n−1]. */
class DcFilter {
  readonly #pole: number;
  #lastIn = 0;
  #lastOut = 0;

  constructor(sampleRateHz: Hertz) {
    this.#pole = Math.exp((-2 * Math.PI * DC_CORNER_HZ) / sampleRateHz);
  }

  process(samples: Float32Array, frames: number): void {
    for (let n = 0; n < frames; n++) {
      const x = samples[n];
      this.#lastOut = x - this.#lastIn + this.#pole * this.#lastOut;
      this.#lastIn = x;
      samples[n] = this.#lastOut;
    }
  }
}
