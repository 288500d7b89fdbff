import type { FeatureRow } from '../feature-catalogue.ts';

/** Measured on the stems of a song, never on a finished track alone: see `masking.ts`. */
export const maskingRows: readonly FeatureRow[] = [
  {
    id: 'masking.lost',
    group: 'masking',
    label: 'Covered by other stems',
    unit: '',
    scope: 'section',
    jnd: 0.05,
    source:
      'partial loudness of each stem beside all others (Moore, Glasberg and Baer 1997) on excitation patterns (Glasberg and Moore 1990); 0.05 is two thirds of a dB between equal levels',
    tooLow: 'stems further apart than usual',
    tooHigh: 'stems cover each other',
    levers: ['eq', 'fader', 'pan', 'dynamics', 'arrangement'],
    meaning: 'Share of the stems’ own loudness that they take from each other: 0 all apart, 1 nothing comes through.',
  },
  {
    id: 'masking.hidden',
    group: 'masking',
    label: 'Hidden by other stems',
    unit: '',
    scope: 'section',
    jnd: 0.05,
    source:
      'share of the stems’ energy more than 3 dB below the excitation of all others (Moore, Glasberg and Baer 1997)',
    tooLow: 'less hidden than usual',
    tooHigh: 'too much cannot be heard',
    levers: ['eq', 'fader', 'pan', 'arrangement'],
    meaning: 'Share of the stems’ energy that cannot be heard because others cover it.',
  },
];
