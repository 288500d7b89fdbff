import type { Normal } from '../dsp/units.ts';

/** What came of fixes on planted faults. Written by `scripts/fit-confidence/fit-confidence.ts --write`, not by hand. */
export const CONFIDENCE_TABLE: ConfidenceTable = {
  version: 1,
  source: 'none yet: what is reckoned is stated as it is',
  songs: [],
  ranges: [],
};

export interface ConfidenceTable {
  /** Of this form. */
  version: 1;
  /** What tried the fixes, and when. */
  source: string;
  songs: readonly string[];
  ranges: readonly TriedFixes[];
}

/** Fixes for which a chance in some range was reckoned, and what came of them. */
export interface TriedFixes {
  /** The range, and the mean of what was reckoned in it. */
  from: Normal;
  to: Normal;
  reckoned: Normal;
  fixes: number;
  /** How many brought their stem nearer to the one without faults. */
  came: number;
  songs: number;
}
