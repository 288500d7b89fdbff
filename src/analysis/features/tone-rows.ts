import { spokenHertz } from '../../dsp/spoken-units.ts';
import { TONE_BANDS } from '../band-names.ts';
import type { FeatureRow, Lever } from '../feature-catalogue.ts';

const TONE_LEVERS: readonly Lever[] = ['eq', 'fader', 'master'];

const RELATIVE = 'power over the K-weighted power of the same scope (ITU-R BS.1770-5 curve)';
const BAND_JND = 'level discrimination in one band of music is about 1 dB';

/**
 * At the ends of hearing a band must change more to be noticed: equal-loudness contours crowd below 50 Hz, hearing and
 * encoders fade above 12.5 kHz, and rooms and headphones differ most there.
 */
const EDGE_JND_DB = 2;
const INNER_JND_DB = 1;
const INNER_HZ = [50, 12_500] as const;

/** The registers of flatness, as `spectral-shape.ts` cuts them. */
const FLATNESS_REGISTERS = [
  { name: 'low', label: 'lows', range: '80–315 Hz' },
  { name: 'mid', label: 'mids', range: '400 Hz–2.5 kHz' },
  { name: 'high', label: 'highs', range: '3.15–16 kHz' },
] as const;

/** The shares of the power below the two rolloff frequencies. */
const ROLLOFFS = [
  { percent: 85, source: 'Tzanetakis and Cook, 2002, on power' },
  { percent: 95, source: 'Scheirer and Slaney, 1997' },
] as const;

export const toneRows: readonly FeatureRow[] = [
  {
    id: 'tone.bass',
    group: 'tone',
    label: 'Bass',
    unit: 'dB',
    scope: 'section',
    jnd: 1,
    source: `third octaves 31.5–125 Hz, ${RELATIVE}; ${BAND_JND}`,
    tooLow: 'too thin',
    tooHigh: 'too bass-heavy',
    levers: TONE_LEVERS,
    meaning: 'How much kick, sub and bass there is between 28 and 140 Hz, relative to the loudness.',
  },
  {
    id: 'tone.mud',
    group: 'tone',
    label: 'Low mids',
    unit: 'dB',
    scope: 'section',
    jnd: 1,
    source: `third octaves 200–400 Hz, ${RELATIVE}; ${BAND_JND}`,
    tooLow: 'too hollow',
    tooHigh: 'too muddy',
    levers: TONE_LEVERS,
    meaning: 'How much there is between 180 and 450 Hz, where pads, bass harmonics and reverb pile up.',
  },
  {
    id: 'tone.brightness',
    group: 'tone',
    label: 'Brightness',
    unit: 'dB',
    scope: 'section',
    jnd: 1,
    source: `third octaves 3.15–16 kHz, ${RELATIVE}; ${BAND_JND}`,
    tooLow: 'too dark',
    tooHigh: 'too bright',
    levers: TONE_LEVERS,
    meaning: 'How much there is above 2.8 kHz, relative to the loudness.',
  },
  {
    id: 'tone.air',
    group: 'tone',
    label: 'Air',
    unit: 'dB',
    scope: 'section',
    jnd: 1.5,
    source: `third octaves 10–16 kHz, ${RELATIVE}; between the jnd of a middle band and of an outer one`,
    tooLow: 'too little air',
    tooHigh: 'too much air',
    levers: TONE_LEVERS,
    meaning: 'How much there is above 9 kHz, relative to the loudness.',
  },
  {
    id: 'tone.slope',
    group: 'tone',
    label: 'Spectral slope',
    unit: 'dB/oct',
    scope: 'section',
    jnd: 0.3,
    source: 'least squares over the third octaves 100 Hz–10 kHz; 0.3 dB/oct moves both ends by 1 dB',
    tooLow: 'tilted too dark',
    tooHigh: 'tilted too bright',
    levers: TONE_LEVERS,
    meaning: 'Tilt of the balance from 100 Hz to 10 kHz; pink noise is 0.',
  },
  {
    id: 'tone.centroid',
    group: 'tone',
    label: 'Spectral centre',
    unit: 'Hz',
    scope: 'section',
    jnd: 80,
    source: 'geometric mean frequency of K-weighted power; 1 dB more above 1 kHz moves it by about 90 Hz',
    tooLow: 'centred too low',
    tooHigh: 'centred too high',
    levers: TONE_LEVERS,
    meaning: 'The frequency around which the heard energy balances.',
  },
  ...TONE_BANDS.map(({ id, nominalHz }): FeatureRow => {
    const inner = nominalHz >= INNER_HZ[0] && nominalHz < INNER_HZ[1];
    return {
      id: `tone.band.${id}`,
      group: 'tone',
      label: `Level at ${spokenHertz(nominalHz)}`,
      unit: 'dB',
      scope: 'section',
      jnd: inner ? INNER_JND_DB : EDGE_JND_DB,
      source: `one third octave (IEC 61260-1), ${RELATIVE}; ${inner ? BAND_JND : 'ends of hearing need about twice the change'}`,
      tooLow: `too little at ${spokenHertz(nominalHz)}`,
      tooHigh: `too much at ${spokenHertz(nominalHz)}`,
      levers: TONE_LEVERS,
      meaning: `Level of the third octave at ${spokenHertz(nominalHz)}, relative to the loudness.`,
    };
  }),
  ...ROLLOFFS.map(({ percent, source }): FeatureRow => ({
    id: `tone.rolloff${percent}`,
    group: 'tone',
    label: `Rolloff at ${percent} %`,
    unit: 'Hz',
    scope: 'section',
    jnd: 50,
    source: `frequency below which ${percent} % of the power from 20 Hz to 20 kHz lies (${source}); 50 Hz is a tenth of an octave where it lies in dance music`,
    tooLow: 'ends too low',
    tooHigh: 'reaches too high',
    levers: TONE_LEVERS,
    meaning: `The frequency below which ${percent} % of the energy lies, most of it kick and bass.`,
    judged: false,
  })),
  ...FLATNESS_REGISTERS.map(({ name, label, range }): FeatureRow => ({
    id: `tone.flatness.${name}`,
    group: 'tone',
    label: `Noisiness of the ${label}`,
    unit: 'dB',
    scope: 'section',
    jnd: 1,
    source:
      'spectral flatness (MPEG-7): geometric over arithmetic mean of the bins of each third octave and second; 1 dB is a few per cent more noise among tones',
    tooLow: `${label} too tonal`,
    tooHigh: `${label} too noisy`,
    levers: ['composition', 'fader'],
    meaning: `Noise against tones between ${range}: 0 is noise, −10 and less is single tones.`,
    judged: false,
  })),
  {
    id: 'tone.resonance',
    group: 'tone',
    label: 'Strongest ring',
    unit: 'dB',
    scope: 'whole',
    jnd: 3,
    source:
      'floor of the spectrum between its partials against the floor around it, 1.2–12 kHz, narrower than a sixth of an octave, in two seconds of three',
    tooLow: 'rings less than usual',
    tooHigh: 'something rings',
    levers: ['eq', 'composition'],
    meaning: 'How far the most prominent narrow ring stands out that stays while the notes change; 0 without one.',
    judged: false,
  },
];
