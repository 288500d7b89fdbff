import type { FixView, HeadlineView, StripView, ToneView } from '../../../device/messages.ts';

/** Views such as Node sends, for looking at the strip. */

const ALL_OFF: StripView['can'] = {
  main: true,
  apply: false,
  'apply-all': false,
  skip: false,
  undo: false,
  ab: false,
  next: false,
  previous: false,
  report: false,
  record: true,
};

export const IDLE: StripView = {
  phase: 'ready',
  status: 'Ready',
  hint: 'Choose the folder with your bounces.',
  progress: null,
  mainAction: 'analyze',
  place: { kind: 'main', track: 'Main' },
  notice: '',
  profiles: { names: ['Uplifting 138', 'Psy night'], chosen: 'Uplifting 138' },
  clusters: { names: ['Fast, bright', 'Slow, dark'], chosen: '', nearest: 'Fast, bright' },
  bounces: { name: '', detail: '' },
  score: null,
  headline: [],
  tone: null,
  fix: null,
  can: ALL_OFF,
  hear: null,
  isRecording: false,
};

export const ANALYSING: StripView = {
  ...IDLE,
  phase: 'analysing',
  status: 'Listening to stems',
  hint: '',
  progress: { percent: 43, secondsLeft: 7 },
  mainAction: 'cancel',
  bounces: { name: 'Aurora bounces', detail: '14 stems, 6:12' },
};

const HEADLINE: readonly HeadlineView[] = [
  { axis: 'loudness', difference: -1.8, unit: 'LU', severity: -1.2, word: 'too soft' },
  { axis: 'brightness', difference: 0, unit: 'dB', severity: 0, word: 'in range' },
  { axis: 'bass', difference: 2.4, unit: 'dB', severity: 2.1, word: 'too much' },
  { axis: 'width', difference: -0.08, unit: '', severity: -0.6, word: 'too narrow' },
];

const FIX: FixView = {
  id: 'f2',
  position: 2,
  count: 5,
  where: 'Bass',
  what: 'EQ Eight band 3, Q 1.2',
  howMuch: '−3.0 dB at 200 Hz',
  why: 'In the drop your low mids are 4.2 dB above the range of your references.',
  effect: 'Style delta 0.54 → 0.41',
  state: 'open',
  advice: false,
  aside: false,
};

export const PLAN: StripView = {
  ...ANALYSING,
  phase: 'plan',
  status: '5 fixes, about −60 %',
  hint: 'Apply what you like, then bounce again.',
  progress: null,
  mainAction: 'analyze',
  score: { style: 72, delta: 0.54 },
  headline: HEADLINE,
  tone: toneView(),
  fix: FIX,
  can: { ...ALL_OFF, apply: true, 'apply-all': true, skip: true, next: true, previous: true, report: true },
};

export const APPLIED: StripView = {
  ...PLAN,
  status: 'Applied: bounce again',
  hint: 'Export the same tracks; the new bounce is noticed.',
  fix: { ...FIX, state: 'applied' },
  can: { ...PLAN.can, apply: false, undo: true, ab: true },
  hear: 'after',
};

export const ON_A_TRACK: StripView = {
  ...APPLIED,
  place: { kind: 'track', track: 'Lead supersaw' },
  fix: { ...FIX, where: 'Lead supersaw', state: 'applied' },
  headline: [
    { axis: 'loudness', difference: 0, unit: '', severity: 0, word: '−7 dB · too soft' },
    { axis: 'brightness', difference: 0, unit: '', severity: 0, word: '41 % · in range' },
    { axis: 'bass', difference: 0, unit: '', severity: 0, word: '0 % · too much' },
    { axis: 'width', difference: 0, unit: '', severity: 0.9, word: '62 % · too wide' },
  ],
  tone: {
    points: toneView().points.map((point) =>
      point.hz < 180 ? point : { ...point, part: point.value - 3 - 9 * Math.abs(Math.log10(point.hz / 1500)) ** 1.5 },
    ),
  },
  notice: '',
  status: 'Compare: before',
  hint: 'At the same loudness. Press A/B to go back.',
  hear: 'before',
};

export const REFUSED: StripView = {
  ...PLAN,
  phase: 'error',
  status: 'Refused',
  hint: 'Bass › Mixer › Volume is moved by automation; take the automation out, or change it by hand. Everything written was put back.',
};

export const FAILED: StripView = {
  ...PLAN,
  phase: 'error',
  status: 'The folder is gone',
  hint: 'Plug in the drive of "Aurora bounces", or choose another folder.',
  can: { ...ALL_OFF, report: true },
};

/** A falling trance spectrum with a hump at 200 Hz. */
function toneView(): ToneView {
  const points = Array.from({ length: 29 }, (_, index) => {
    const hz = 25 * 10 ** (index / 10);
    const median = -8 - 4.2 * Math.log2(hz / 60) + (hz < 60 ? 9 * Math.log2(hz / 60) : 0);
    const hump =
      5.4 * Math.exp(-((Math.log2(hz / 200) / 0.55) ** 2)) - 2.6 * Math.exp(-((Math.log2(hz / 6000) / 0.9) ** 2));
    return { hz, low: median - 2.4, high: median + 2.4, value: median + hump + 0.5 * Math.sin(index) };
  });
  return { points };
}
