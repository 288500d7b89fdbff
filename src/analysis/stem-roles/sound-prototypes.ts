import type { StemRole } from '../../store/stem-map-document.ts';
import type { StemSound } from '../stem-sound.ts';

/** The measures a role is told by; `logCentroid` and `logPitch` are octaves (log2 of hertz), `onsets` a second, at most 12. */
export type SoundTrait =
  | 'logCentroid'
  | 'logPitch'
  | 'onsets'
  | keyof Pick<
      StemSound,
      | 'lowShare'
      | 'lowMidShare'
      | 'midShare'
      | 'highMidShare'
      | 'highShare'
      | 'regularity'
      | 'sustain'
      | 'harmonicity'
      | 'width'
      | 'brightnessMotion'
    >;

/** What a role typically measures: the middle, and how far it may stray (about one standard deviation). */
export interface SoundPrototype {
  role: StemRole;
  traits: Partial<Record<SoundTrait, readonly [centre: number, tolerance: number]>>;
}

/**
 * Set by what the roles are, not learnt: a kick is low, short, regular and mono; hats are high, short and without pitch; a bass is
 * low with a pitch; a pad is wide, sustained and has few onsets; an acid line is one pitch whose brightness moves.
 * A role may have several prototypes where it is played in several ways.
 */
export const PROTOTYPES: readonly SoundPrototype[] = [
  {
    role: 'kick',
    traits: {
      lowShare: [0.85, 0.2],
      highShare: [0.01, 0.05],
      onsets: [2.2, 0.9],
      regularity: [0.85, 0.3],
      sustain: [0.35, 0.2],
      width: [0, 0.05],
      brightnessMotion: [0.7, 0.3],
    },
  },
  {
    role: 'snare',
    traits: {
      lowShare: [0.02, 0.1],
      midShare: [0.35, 0.25],
      highMidShare: [0.35, 0.2],
      onsets: [1.1, 0.5],
      harmonicity: [0.15, 0.2],
      sustain: [0.12, 0.12],
      logCentroid: [11.3, 0.9],
    },
  },
  {
    role: 'hats',
    traits: {
      lowShare: [0, 0.05],
      midShare: [0.03, 0.1],
      highShare: [0.85, 0.2],
      onsets: [4, 3],
      sustain: [0.3, 0.2],
      harmonicity: [0.1, 0.2],
      logCentroid: [13.1, 0.6],
    },
  },
  {
    role: 'percussion',
    traits: {
      lowShare: [0.25, 0.3],
      midShare: [0.3, 0.25],
      highShare: [0.15, 0.2],
      onsets: [6, 2.5],
      harmonicity: [0.25, 0.2],
      sustain: [0.2, 0.15],
      regularity: [0.6, 0.3],
    },
  },
  {
    // A whole beat in one stem: low and bright by turns.
    role: 'percussion',
    traits: {
      lowShare: [0.6, 0.25],
      onsets: [5, 2],
      harmonicity: [0.5, 0.25],
      width: [0.02, 0.1],
      brightnessMotion: [2, 0.5],
      regularity: [0.55, 0.3],
    },
  },
  {
    role: 'bass',
    traits: {
      lowShare: [0.75, 0.25],
      highShare: [0.01, 0.05],
      harmonicity: [0.85, 0.25],
      sustain: [0.6, 0.25],
      width: [0.02, 0.1],
      onsets: [5, 2.5],
      logPitch: [5.9, 0.6],
      brightnessMotion: [0.3, 0.35],
    },
  },
  {
    role: 'bass',
    traits: {
      lowShare: [0.9, 0.2],
      highShare: [0, 0.03],
      harmonicity: [0.9, 0.2],
      sustain: [0.9, 0.15],
      width: [0, 0.05],
      onsets: [0.5, 0.7],
      logPitch: [5.8, 0.6],
      brightnessMotion: [0.1, 0.2],
    },
  },
  {
    role: 'acid',
    traits: {
      lowShare: [0.25, 0.25],
      lowMidShare: [0.4, 0.2],
      midShare: [0.3, 0.2],
      onsets: [7, 2],
      harmonicity: [0.85, 0.2],
      width: [0.02, 0.08],
      brightnessMotion: [0.9, 0.4],
      logPitch: [6.8, 0.8],
    },
  },
  {
    role: 'lead',
    traits: {
      lowShare: [0.02, 0.08],
      midShare: [0.45, 0.2],
      highMidShare: [0.25, 0.15],
      onsets: [3, 1.8],
      harmonicity: [0.65, 0.25],
      sustain: [0.7, 0.2],
      width: [0.25, 0.2],
      logCentroid: [11, 0.7],
    },
  },
  {
    role: 'pluck',
    traits: {
      lowShare: [0.03, 0.1],
      lowMidShare: [0.3, 0.2],
      midShare: [0.5, 0.25],
      onsets: [6, 2],
      harmonicity: [0.75, 0.25],
      sustain: [0.25, 0.15],
      width: [0.15, 0.2],
      logCentroid: [10.2, 0.9],
    },
  },
  {
    role: 'pad',
    traits: {
      lowShare: [0.05, 0.12],
      lowMidShare: [0.5, 0.25],
      midShare: [0.35, 0.2],
      onsets: [0.4, 0.6],
      sustain: [0.92, 0.12],
      width: [0.3, 0.2],
      harmonicity: [0.55, 0.3],
    },
  },
  {
    role: 'vocal',
    traits: {
      lowShare: [0.02, 0.06],
      lowMidShare: [0.35, 0.2],
      midShare: [0.45, 0.2],
      onsets: [2.5, 1.2],
      regularity: [0.2, 0.2],
      harmonicity: [0.65, 0.25],
      sustain: [0.45, 0.2],
      width: [0.1, 0.15],
      brightnessMotion: [0.8, 0.4],
    },
  },
  {
    role: 'fx',
    traits: {
      lowShare: [0.1, 0.2],
      highMidShare: [0.3, 0.25],
      highShare: [0.4, 0.3],
      onsets: [0.3, 0.5],
      harmonicity: [0.1, 0.15],
      sustain: [0.75, 0.25],
      regularity: [0.1, 0.2],
      width: [0.35, 0.25],
    },
  },
];
