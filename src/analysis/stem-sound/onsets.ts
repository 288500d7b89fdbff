import { mean, median } from '../../dsp/statistics.ts';
import type { Decibels, Normal, Power, Seconds } from '../../dsp/units.ts';
import type { Moment } from './moments.ts';

/** Where notes begin in a row of moments. */
export interface Onsets {
  /** Rise of each moment, 0 where nothing loud follows. */
  strength: number[];
  /** Rows of the moments at which a note begins. */
  rows: number[];
}

/** 3 dB in natural-log power. */
const LEAST_RISE = Math.log(2);
/** Moments of 12 ms: about 50 ms. */
const REACH = 4;
/** −16 dB below the loud level. */
const FLOOR: Normal = 0.025;

/** An onset rises by 3 dB or more within a hop, is the steepest within 50 ms, and comes near the loud level. */
export function onsetsOf(moments: readonly Moment[], loudest: Power): Onsets {
  // What is far below the loud level is no note, however steeply it rises.
  const strength = moments.map(({ rise }, row) => {
    const soon = Math.max(...moments.slice(row, row + REACH).map(({ power }) => power));
    return soon >= loudest * FLOOR ? rise : 0;
  });
  const rows = strength.flatMap((value, row) => {
    const around = strength.slice(Math.max(0, row - REACH), row + REACH + 1);
    return value >= LEAST_RISE && value === Math.max(...around) ? [row] : [];
  });
  return { strength, rows };
}

/** The highest normalised autocorrelation of the onset strength at lags of 0.1 to 1 s; 0 where there are no onsets. */
export function periodicity({ strength }: Onsets, hopSeconds: Seconds): Normal {
  const average = mean(strength);
  const centred = strength.map((value) => value - average);
  const energy = centred.reduce((sum, value) => sum + value * value, 0);
  if (energy === 0) return 0;
  let best = 0;
  for (let lag = Math.round(0.1 / hopSeconds); lag <= Math.min(strength.length / 2, 1 / hopSeconds); lag++) {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
    best = Math.max(best, (sum / energy) * (centred.length / (centred.length - lag)));
  }
  return Math.min(1, best);
}

/** How a note goes on after it began. */
export interface NoteShape {
  /** From the peak until it has fallen by 10 dB, or until the next note or the end. */
  decaySeconds: Seconds;
  /** From the onset to the peak. */
  attackSeconds: Seconds;
  /** How far it has fallen 100 ms behind its peak, 0–30 dB: an echo does not hide this. */
  fallDb: Decibels;
  /** Octaves by which its centroid falls within 100 ms; negative where it gets brighter. */
  darkening: number;
}

/** 10 dB in power. */
const FALLEN = 0.1;
/** The peak of a note is looked for this far behind its onset: long enough for a swell of strings. */
const PEAK_WITHIN_SECONDS: Seconds = 0.4;
const LATER_SECONDS: Seconds = 0.1;
const MOST_FALL_DB: Decibels = 30;

/** The median note of a row of moments; `undefined` where none begins. */
export function noteShape(moments: readonly Moment[], { rows }: Onsets, hopSeconds: Seconds): NoteShape | undefined {
  if (rows.length === 0) return undefined;
  const shapes = rows.map((row, i): NoteShape => {
    const end = rows[i + 1] ?? moments.length;
    let peak = row;
    for (let at = row; at < Math.min(end, row + PEAK_WITHIN_SECONDS / hopSeconds); at++) {
      if (moments[at].power > moments[peak].power) peak = at;
    }
    let fallen = peak;
    while (fallen < end && moments[fallen].power > FALLEN * moments[peak].power) fallen++;
    const later = Math.min(moments.length - 1, peak + Math.round(LATER_SECONDS / hopSeconds));
    return {
      decaySeconds: (fallen - peak) * hopSeconds,
      attackSeconds: (peak - row) * hopSeconds,
      fallDb: Math.max(0, Math.min(MOST_FALL_DB, 10 * Math.log10(moments[peak].power / moments[later].power))),
      darkening: octavesOf(moments[row]) - octavesOf(moments[later]),
    };
  });
  return {
    decaySeconds: median(shapes.map(({ decaySeconds }) => decaySeconds)),
    attackSeconds: median(shapes.map(({ attackSeconds }) => attackSeconds)),
    fallDb: median(shapes.map(({ fallDb }) => fallDb)),
    darkening: median(shapes.map(({ darkening }) => darkening)),
  };
}

/** The lowest frequency that is heard stands for silence. */
function octavesOf({ centroidHz }: Moment): number {
  return Math.log2(Math.max(20, centroidHz));
}
