import type { Decibels, Milliseconds } from '../dsp/units.ts';
import type { SongStyle } from './song.ts';

/**
 * What sets one sub-style apart from another: ranges that a song draws from. The values are tuned so that finished
 * songs fall on what is published about the genre (tempo and key counts of annotated data sets, a commercial average
 * spectrum, chart loudness) while the four styles differ in tempo, balance, width, loudness and brightness by more than
 * songs of one style differ from each other.
 */
export interface StyleSheet {
  tempoBpm: Range;
  minorShare: number;
  /** Scale degrees of the chords, counted from 0, two bars each. */
  progressions: { minor: readonly Progression[]; major: readonly Progression[] };
  bass: 'off-beat' | 'rolling' | 'gallop';
  acidChance: number;
  vocalChance: number;
  supersaw: { voices: Range; detuneCents: Range };
  /**
   * Centre of each track's level, low enough that no stem and no sum clips; a song strays from it by a deviation of 1.2
   * dB at most twice.
   */
  levelDb: Readonly<Record<TrackName, Decibels>>;
  /** Side gain of the wide instruments. */
  width: Range;
  /** High shelf at 6 kHz on everything but kick and bass. */
  airDb: Range;
  reverbSeconds: Range;
  /** Added to every reverb and delay. */
  wetDb: Decibels;
  duckDepthDb: Range;
  duckReleaseMs: Range;
  kickMs: Readonly<[Milliseconds, Milliseconds]>;
  master: { driveDb: Range; tiltDb: Range };
}

export type Range = readonly [low: number, high: number];
export type Progression = readonly [number, number, number, number];
export type TrackName =
  'Kick' | 'Clap' | 'Snare Roll' | 'Hats' | 'Percussion' | 'Bass' | 'Acid' | 'Lead' | 'Pluck' | 'Pad' | 'Vocal' | 'FX';

const MINOR: readonly Progression[] = [
  [0, 5, 2, 6],
  [0, 5, 6, 4],
  [0, 3, 5, 6],
  [0, 2, 5, 6],
];
const MAJOR: readonly Progression[] = [
  [0, 4, 5, 3],
  [0, 5, 3, 4],
  [0, 2, 3, 4],
];
/** Tech and psy stay on the tonic and touch other chords in passing. */
const PEDAL_MINOR: readonly Progression[] = [
  [0, 0, 5, 6],
  [0, 0, 0, 6],
  [0, 0, 3, 0],
];
const PEDAL_MAJOR: readonly Progression[] = [
  [0, 0, 3, 4],
  [0, 0, 0, 4],
];

export const STYLE_SHEETS: Readonly<Record<SongStyle, StyleSheet>> = {
  uplifting: {
    tempoBpm: [136, 140],
    minorShare: 0.75,
    progressions: { minor: MINOR, major: MAJOR },
    bass: 'rolling',
    acidChance: 0.2,
    vocalChance: 0.5,
    supersaw: { voices: [7, 9], detuneCents: [22, 36] },
    levelDb: {
      Kick: -21.5,
      Clap: -30,
      'Snare Roll': -27,
      Hats: -38,
      Percussion: -35,
      Bass: -23,
      Acid: -29,
      Lead: -23,
      Pluck: -27,
      Pad: -27,
      Vocal: -28,
      FX: -29,
    },
    width: [0.65, 0.85],
    airDb: [1, 3],
    reverbSeconds: [2, 2.8],
    wetDb: 0,
    duckDepthDb: [6, 8],
    duckReleaseMs: [180, 260],
    kickMs: [215, 245],
    master: { driveDb: [11, 12], tiltDb: [0, 1] },
  },
  progressive: {
    tempoBpm: [126, 132],
    minorShare: 0.65,
    progressions: { minor: MINOR, major: MAJOR },
    bass: 'off-beat',
    acidChance: 0,
    vocalChance: 0.6,
    supersaw: { voices: [3, 6], detuneCents: [10, 20] },
    levelDb: {
      Kick: -21,
      Clap: -30,
      'Snare Roll': -29,
      Hats: -40,
      Percussion: -32,
      Bass: -22.5,
      Acid: -29,
      Lead: -25.5,
      Pluck: -25,
      Pad: -27,
      Vocal: -27,
      FX: -32,
    },
    width: [0.5, 0.68],
    airDb: [-3, -1],
    reverbSeconds: [1.6, 2.4],
    wetDb: -1,
    duckDepthDb: [4, 6],
    duckReleaseMs: [150, 230],
    kickMs: [240, 280],
    master: { driveDb: [9.5, 10.5], tiltDb: [-1, 0] },
  },
  tech: {
    tempoBpm: [132, 138],
    minorShare: 0.85,
    progressions: { minor: PEDAL_MINOR, major: PEDAL_MAJOR },
    bass: 'rolling',
    acidChance: 1,
    vocalChance: 0.15,
    supersaw: { voices: [2, 5], detuneCents: [14, 26] },
    levelDb: {
      Kick: -20.5,
      Clap: -27,
      'Snare Roll': -27,
      Hats: -38.5,
      Percussion: -29,
      Bass: -23,
      Acid: -24,
      Lead: -27,
      Pluck: -29,
      Pad: -32,
      Vocal: -30,
      FX: -31,
    },
    width: [0.6, 0.8],
    airDb: [-1, 1],
    reverbSeconds: [0.9, 1.5],
    wetDb: -3,
    duckDepthDb: [5, 7],
    duckReleaseMs: [130, 200],
    kickMs: [215, 250],
    master: { driveDb: [10.5, 11.5], tiltDb: [0, 1] },
  },
  psy: {
    tempoBpm: [140, 146],
    minorShare: 0.9,
    progressions: { minor: PEDAL_MINOR, major: PEDAL_MAJOR },
    bass: 'gallop',
    acidChance: 1,
    vocalChance: 0.2,
    supersaw: { voices: [3, 5], detuneCents: [12, 22] },
    levelDb: {
      Kick: -20,
      Clap: -29,
      'Snare Roll': -28,
      Hats: -38,
      Percussion: -31,
      Bass: -22,
      Acid: -23,
      Lead: -28,
      Pluck: -28,
      Pad: -32,
      Vocal: -31,
      FX: -29,
    },
    width: [0.5, 0.65],
    airDb: [1, 3],
    reverbSeconds: [0.7, 1.2],
    wetDb: -3,
    duckDepthDb: [4, 5.5],
    duckReleaseMs: [90, 140],
    kickMs: [165, 195],
    master: { driveDb: [12, 13], tiltDb: [0.5, 1.5] },
  },
};
