import { bell, highPass, highShelf, lowPass, lowShelf, magnitudeAt, type BiquadCoefficients } from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels, Hertz } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import type { DeviceModel, DeviceSettings } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { levelLaw, logarithmicLaw } from './display-laws.ts';
import { formatHertz } from './display-text.ts';
import { StereoFilter } from './filters/stereo-filter.ts';
import { button, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';

/**
 * The shelves' gains are amplitudes from 0.18 to 5.6 in equal ratios (raw 0.498841 is 0 dB), those of mid and output
 * from 0.25 to 4.
 */
const SHELF_GAIN_LAW = levelLaw(20 * Math.log10(0.18), 20 * Math.log10(5.6), 'high');
const MID_GAIN_LAW = levelLaw(20 * Math.log10(0.25), 20 * Math.log10(4), 'high');
/** Raw 0.610793 shows 1.50 kHz. */
const MID_FREQUENCY_LAW = logarithmicLaw(120, 7500, { unit: 'Hz', confidence: 'high', format: formatHertz });

/** Live's Channel EQ. */
export const CHANNEL_EQ: DeviceModel = {
  name: 'Channel EQ',
  className: 'ChannelEq',
  parameters: [
    DEVICE_ON,
    button('Highpass On'),
    control('Low Gain', UNIT_RANGE, SHELF_GAIN_LAW, 0),
    control('Mid Gain', UNIT_RANGE, MID_GAIN_LAW, 0),
    control('Mid Freq', UNIT_RANGE, MID_FREQUENCY_LAW, 1500),
    control('High Gain', UNIT_RANGE, SHELF_GAIN_LAW, 0),
    control('Output', UNIT_RANGE, MID_GAIN_LAW, 0, ['Gain']),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(CHANNEL_EQ, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const filter = new StereoFilter(sectionsOf(settings, sampleRateHz));
    const gain = dbToAmplitude(settings.number('Output'));
    return {
      latencyFrames: 0,
      process: (left, right, frames) => filter.processStored(left, right, frames, gain),
    };
  },
  fidelity:
    "Gains and frequencies as Live shows them, with exact bilinear filters. Live's manual gives the high-pass (80 Hz), the low shelf " +
    '(100 Hz), and that a cut of the highs brings in a low-pass that goes from 20 to 8 kHz. Not published, and so approximate: the ' +
    'corner of the high shelf, the width of the mid and all slopes; expect up to 2 dB between a corner and an octave from it.',
};

/**
 * Gain in decibels of a Channel EQ with these settings at a frequency (0 < hz < sampleRateHz / 2), Output included.
 */
export function channelEqResponseDb(given: DeviceSettings, hz: Hertz, sampleRateHz: Hertz): Decibels {
  const settings = completeSettings(CHANNEL_EQ, given);
  if (!settings.isOn('Device On')) return 0;
  return sectionsOf(settings, sampleRateHz).reduce(
    (sum, section) => sum + 20 * Math.log10(magnitudeAt(section, hz, sampleRateHz)),
    settings.number('Output'),
  );
}

/** From the manual. */
const HIGH_PASS_HZ: Hertz = 80;
const LOW_SHELF_HZ: Hertz = 100;
/** The low-pass of a cut of the highs: open at 0 dB, here at −15 dB. */
const OPEN_LOW_PASS_HZ: Hertz = 20_000;
const CLOSED_LOW_PASS_HZ: Hertz = 8000;
const CLOSED_AT_DB: Decibels = -15;
/** Guesses: a treble control's usual corner, and a mid that spans about two octaves. */
const HIGH_SHELF_HZ: Hertz = 5000;
const MID_Q = 0.7;

function sectionsOf(settings: CompleteSettings, sampleRateHz: Hertz): BiquadCoefficients[] {
  const sections: BiquadCoefficients[] = [];
  if (settings.isOn('Highpass On')) sections.push(highPass(sampleRateHz, HIGH_PASS_HZ, Math.SQRT1_2));
  const lowDb = settings.number('Low Gain');
  if (lowDb !== 0) sections.push(lowShelf(sampleRateHz, LOW_SHELF_HZ, Math.SQRT1_2, lowDb));
  const midDb = settings.number('Mid Gain');
  if (midDb !== 0) sections.push(bell(sampleRateHz, settings.number('Mid Freq'), MID_Q, midDb));
  const highDb = settings.number('High Gain');
  if (highDb !== 0) sections.push(highShelf(sampleRateHz, HIGH_SHELF_HZ, Math.SQRT1_2, highDb));
  if (highDb < 0) {
    const closed = Math.min(1, highDb / CLOSED_AT_DB);
    const lowPassHz = OPEN_LOW_PASS_HZ * (CLOSED_LOW_PASS_HZ / OPEN_LOW_PASS_HZ) ** closed;
    sections.push(lowPass(sampleRateHz, lowPassHz, Math.SQRT1_2));
  }
  return sections;
}
