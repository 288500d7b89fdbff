import type { Decibels, LoudnessUnits } from '../../dsp/units.ts';

/** What is done on the main track, to the level of all sections. */
export interface MainLevel {
  /** What it raises everything by, before a limiter takes some back. */
  gainDb: Decibels;
  /** What a limiter then takes back in the passage; below 0 where one that worked before gives back. */
  reductionDb: Decibels;
  /** The true peak that a limiter lets nothing pass; Infinity where none holds it. */
  heldPeakDb: Decibels;
}

/** The main track as it stands. */
export const UNCHANGED_MAIN: MainLevel = { gainDb: 0, reductionDb: 0, heldPeakDb: Infinity };

/** Two changes on the main track, one after the other. */
export function bothLevels(one: MainLevel, other: MainLevel): MainLevel {
  return {
    gainDb: one.gainDb + other.gainDb,
    reductionDb: one.reductionDb + other.reductionDb,
    heldPeakDb: Math.min(one.heldPeakDb, other.heldPeakDb),
  };
}

/**
 * What becomes of a moment elsewhere in the song: a limiter takes, or gives back, as much less of it as it is quieter
 * than the passage, down to nothing.
 *
 * @param quieter by how much; of one whose loudness is not known, nothing is taken
 */
export function levelElsewhere({ gainDb, reductionDb }: MainLevel, quieter: LoudnessUnits): Decibels {
  const left = Math.max(0, Math.abs(reductionDb) - Math.max(0, quieter));
  return gainDb - (Number.isFinite(quieter) ? Math.sign(reductionDb) * left : 0);
}
