import { spokenHertz } from '../../dsp/spoken-units.ts';
import { OCTAVE_CENTRES } from '../band-names.ts';
import type { FeatureRow } from '../feature-catalogue.ts';

/** Low octaves carry one or two notes at a time, so their width and correlation wander more from bar to bar. */
const LOW_OCTAVE_HZ = 250;

export const stereoRows: readonly FeatureRow[] = [
  {
    id: 'stereo.width',
    group: 'stereo',
    label: 'Width',
    unit: 'dB',
    scope: 'section',
    jnd: 1,
    source: 'K-weighted side over mid power; 1 dB of side level is about what a careful listener hears',
    tooLow: 'too narrow',
    tooHigh: 'too wide',
    levers: ['width', 'pan', 'fader'],
    meaning: 'Side against mid over all frequencies; 0 is as much side as mid, mono is −40.',
  },
  {
    id: 'stereo.lowEndSide',
    group: 'stereo',
    label: 'Side in the low end',
    unit: 'dB',
    scope: 'section',
    jnd: 2,
    source: 'side over mid power of the third octaves up to 100 Hz (edge 112 Hz); direction is hardly heard there',
    tooLow: 'low end narrower than usual',
    tooHigh: 'low end not mono enough',
    levers: ['width', 'eq'],
    meaning: 'Side against mid below about 120 Hz, where club systems and vinyl want mono.',
  },
  {
    id: 'stereo.balance',
    group: 'stereo',
    label: 'Left–right balance',
    unit: 'dB',
    scope: 'section',
    jnd: 0.5,
    source: 'K-weighted left over right power; interaural level differences are heard from about 0.5 dB',
    tooLow: 'leans right',
    tooHigh: 'leans left',
    levers: ['pan', 'master'],
    meaning: 'Level of the left against the right channel; positive leans left.',
  },
  ...OCTAVE_CENTRES.map(({ id, nominalHz }): FeatureRow => ({
    id: `stereo.width.${id}`,
    group: 'stereo',
    label: `Width at ${spokenHertz(nominalHz)}`,
    unit: 'dB',
    scope: 'section',
    jnd: nominalHz < LOW_OCTAVE_HZ ? 2 : 1.5,
    source: 'side over mid power of one octave; 1.5 dB of side level in one octave, 2 dB below 250 Hz',
    tooLow: `too narrow at ${spokenHertz(nominalHz)}`,
    tooHigh: `too wide at ${spokenHertz(nominalHz)}`,
    levers: ['width', 'pan', 'eq'],
    meaning: `Side against mid in the octave at ${spokenHertz(nominalHz)}, from −40 (mono) to 40 dB.`,
  })),
  ...OCTAVE_CENTRES.map(({ id, nominalHz }): FeatureRow => ({
    id: `stereo.correlation.${id}`,
    group: 'stereo',
    label: `Correlation at ${spokenHertz(nominalHz)}`,
    unit: '',
    scope: 'section',
    jnd: 0.1,
    source:
      'normalised cross-spectrum of left and right; between the 0.04 near 1 and 0.4 near 0 that listeners resolve',
    tooLow: `out of phase at ${spokenHertz(nominalHz)}`,
    tooHigh: `too much alike left and right at ${spokenHertz(nominalHz)}`,
    levers: ['width', 'pan'],
    meaning: `Likeness of left and right in the octave at ${spokenHertz(nominalHz)}: 1 mono, 0 unrelated, −1 cancels in mono.`,
  })),
];
