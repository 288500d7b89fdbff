import {
  bell,
  butterworthQs,
  highPass,
  highShelf,
  lowPass,
  lowShelf,
  magnitudeAt,
  multiplyByPowerGain,
  notch,
  type BiquadCoefficients,
  type CirclePoints,
} from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels, Hertz, Power } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import type { DeviceModel, DeviceSettings, ParameterModel } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { DECIBEL_LAW, logarithmicLaw, PERCENT_LAW } from './display-laws.ts';
import { formatHertz, formatThreeDigits } from './display-text.ts';
import { StereoFilter } from './filters/stereo-filter.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';

/** Filter types in the order of their raw values. */
export const EQ_FILTER_TYPES = [
  'High Pass 48dB',
  'High Pass 12dB',
  'Low Shelf',
  'Bell',
  'Notch',
  'High Shelf',
  'Low Pass 12dB',
  'Low Pass 48dB',
] as const;

export type EqFilterType = (typeof EQ_FILTER_TYPES)[number];

export const EQ_BAND_COUNT = 8;

/** What Live shows as a band's default Q: √½, a Butterworth response. */
const DEFAULT_Q = Math.SQRT1_2;

/** 10 Hz … 22 kHz in equal ratios; agrees with the one published pair (raw 0.17 shows 37.0 Hz). */
const FREQUENCY_LAW = logarithmicLaw(10, 22_000, { unit: 'Hz', confidence: 'medium', format: formatHertz });
/**
 * 0.1 … 18 in equal ratios; claimed by several converters, and so are the Qs of Live's sidechain filters (0.1 … 12).
 */
const Q_LAW = logarithmicLaw(0.1, 18, { unit: 'Q', confidence: 'medium', format: formatThreeDigits });

interface BandDefault {
  on: 'On' | 'Off';
  type: EqFilterType;
  centreHz: Hertz;
}

/**
 * A fresh EQ Eight, read from a running Live. Set A sounds in stereo mode; B only in L/R (right) and M/S (side) mode.
 */
const DEFAULT_BANDS: Readonly<Record<'A' | 'B', readonly BandDefault[]>> = {
  A: [
    { on: 'On', type: 'Low Shelf', centreHz: 30 },
    { on: 'On', type: 'Bell', centreHz: 200 },
    { on: 'On', type: 'Bell', centreHz: 1000 },
    { on: 'On', type: 'High Shelf', centreHz: 5000 },
    { on: 'Off', type: 'Bell', centreHz: 100 },
    { on: 'Off', type: 'Bell', centreHz: 10_000 },
    { on: 'Off', type: 'Bell', centreHz: 5000 },
    { on: 'Off', type: 'Low Pass 12dB', centreHz: 18_000 },
  ],
  B: [
    { on: 'Off', type: 'High Pass 12dB', centreHz: 40 },
    { on: 'Off', type: 'Low Shelf', centreHz: 200 },
    { on: 'On', type: 'Bell', centreHz: 100 },
    { on: 'On', type: 'Bell', centreHz: 500 },
    { on: 'On', type: 'Bell', centreHz: 2000 },
    { on: 'On', type: 'Bell', centreHz: 10_000 },
    { on: 'Off', type: 'High Shelf', centreHz: 5000 },
    { on: 'Off', type: 'Low Pass 12dB', centreHz: 18_000 },
  ],
};

/** Live's EQ Eight. */
export const EQ_EIGHT: DeviceModel = {
  name: 'EQ Eight',
  className: 'Eq8',
  parameters: [
    DEVICE_ON,
    control('Output', [-12, 12], DECIBEL_LAW, 0),
    control('Scale', [-2, 2], PERCENT_LAW, 100),
    button('Adaptive Q', 'On'),
    ...Array.from({ length: EQ_BAND_COUNT }, (_, band) => [...bandRows(band, 'A'), ...bandRows(band, 'B')]).flat(),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(EQ_EIGHT, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const filter = new StereoFilter(sectionsOf(settings, sampleRateHz));
    const outputGain = dbToAmplitude(settings.number('Output'));
    return {
      latencyFrames: 0,
      process: (left, right, frames) => filter.processStored(left, right, frames, outputGain),
    };
  },
  fidelity:
    'Stereo mode, set A. Exact bilinear filters of the cookbook form at the project rate, without oversampling: bell, shelves, notch ' +
    'and 12 dB cuts as such, 48 dB cuts as eighth-order Butterworth whose last section follows Q. With Adaptive Q on, Q is taken ' +
    "to double at 15 dB of gain, which is an approximation; off is exact. Live's own Q scale is not published.",
};

function bandRows(band: number, set: 'A' | 'B'): ParameterModel[] {
  const { on, type, centreHz } = DEFAULT_BANDS[set][band];
  const n = band + 1;
  return [
    button(`${n} Filter On ${set}`, on),
    choice(`${n} Filter Type ${set}`, EQ_FILTER_TYPES, type),
    control(`${n} Frequency ${set}`, UNIT_RANGE, FREQUENCY_LAW, centreHz),
    control(`${n} Gain ${set}`, [-15, 15], DECIBEL_LAW, 0),
    control(`${n} Q ${set}`, UNIT_RANGE, Q_LAW, DEFAULT_Q, [`${n} Resonance ${set}`]),
  ];
}

/**
 * Gain in decibels of an EQ Eight with these settings at a frequency (0 < hz < sampleRateHz / 2): set A, Scale,
 * Adaptive Q and Output included. Settings left out stand at Live's defaults, where Adaptive Q is on. −Infinity in a
 * notch's centre.
 */
export function eqEightResponseDb(given: DeviceSettings, hz: Hertz, sampleRateHz: Hertz): Decibels {
  const settings = completeSettings(EQ_EIGHT, given);
  if (!settings.isOn('Device On')) return 0;
  let gainDb = settings.number('Output');
  for (const section of sectionsOf(settings, sampleRateHz)) {
    gainDb += 20 * Math.log10(magnitudeAt(section, hz, sampleRateHz));
  }
  return gainDb;
}

/**
 * Power gain |H|² of one band at a frequency, Adaptive Q off and Scale 100 %.
 *
 * @param gainDb of a bell or shelf; cuts and notch have none and ignore it.
 */
export function eqBandPowerGain(
  type: EqFilterType,
  centreHz: Hertz,
  q: number,
  gainDb: Decibels,
  hz: Hertz,
  sampleRateHz: Hertz,
): Power {
  let power = 1;
  for (const section of bandSections(type, centreHz, q, gainDb, sampleRateHz)) {
    power *= magnitudeAt(section, hz, sampleRateHz) ** 2;
  }
  return power;
}

/** The same at many frequencies, given as points of the circle at that rate. */
export function eqBandPowerGains(
  type: EqFilterType,
  centreHz: Hertz,
  q: number,
  gainDb: Decibels,
  points: CirclePoints,
  sampleRateHz: Hertz,
): Float64Array {
  const powers = new Float64Array(points.cos.length).fill(1);
  for (const section of bandSections(type, centreHz, q, gainDb, sampleRateHz)) {
    multiplyByPowerGain(powers, section, points);
  }
  return powers;
}

/** The biquads of all bands that are on and do something. */
function sectionsOf(settings: CompleteSettings, sampleRateHz: Hertz): BiquadCoefficients[] {
  const scale = settings.number('Scale') / 100;
  const adaptive = settings.isOn('Adaptive Q');
  const sections: BiquadCoefficients[] = [];
  for (let n = 1; n <= EQ_BAND_COUNT; n++) {
    if (!settings.isOn(`${n} Filter On A`)) continue;
    const type = filterType(settings.text(`${n} Filter Type A`));
    const gainDb = settings.number(`${n} Gain A`) * scale;
    if (hasGain(type) && gainDb === 0) continue;
    const q = settings.number(`${n} Q A`) * (adaptive && hasGain(type) ? adaptiveFactor(gainDb) : 1);
    sections.push(...bandSections(type, settings.number(`${n} Frequency A`), q, gainDb, sampleRateHz));
  }
  return sections;
}

/** Full scale of a band's gain; Adaptive Q narrows a band the more the further its gain is from 0. */
const FULL_GAIN_DB = 15;

function adaptiveFactor(gainDb: Decibels): number {
  return 1 + Math.abs(gainDb) / FULL_GAIN_DB;
}

/** True of the types that a band's gain acts on. */
function hasGain(type: EqFilterType): boolean {
  return type === 'Bell' || type === 'Low Shelf' || type === 'High Shelf';
}

function filterType(text: string): EqFilterType {
  const type = EQ_FILTER_TYPES.find((item) => item === text);
  if (!type) throw new Error(`EQ Eight has no filter type "${text}".`);
  return type;
}

/** 48 dB per octave, 6 for each order. */
const STEEP_ORDER = 8;

function bandSections(
  type: EqFilterType,
  centreHz: Hertz,
  q: number,
  gainDb: Decibels,
  sampleRateHz: Hertz,
): BiquadCoefficients[] {
  switch (type) {
    case 'Bell':
      return [bell(sampleRateHz, centreHz, q, gainDb)];
    case 'Low Shelf':
      return [lowShelf(sampleRateHz, centreHz, q, gainDb)];
    case 'High Shelf':
      return [highShelf(sampleRateHz, centreHz, q, gainDb)];
    case 'Notch':
      return [notch(sampleRateHz, centreHz, q)];
    case 'High Pass 12dB':
      return [highPass(sampleRateHz, centreHz, q)];
    case 'Low Pass 12dB':
      return [lowPass(sampleRateHz, centreHz, q)];
    case 'High Pass 48dB':
      return steepQs(q).map((sectionQ) => highPass(sampleRateHz, centreHz, sectionQ));
    case 'Low Pass 48dB':
      return steepQs(q).map((sectionQ) => lowPass(sampleRateHz, centreHz, sectionQ));
  }
}

/** Section Qs of the 48 dB cuts: Butterworth at the default Q; a higher Q raises only the most resonant section. */
function steepQs(q: number): number[] {
  const qs = butterworthQs(STEEP_ORDER);
  return qs.map((sectionQ, index) => (index === qs.length - 1 ? (sectionQ * q) / DEFAULT_Q : sectionQ));
}
