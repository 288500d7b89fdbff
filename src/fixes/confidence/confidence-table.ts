import type { Normal } from '../../dsp/units.ts';

/** What came of fixes on planted faults. Written by `scripts/fit-confidence/fit-confidence.ts --write`, not by hand. */
export const CONFIDENCE_TABLE: ConfidenceTable = {
  version: 1,
  source: '136 fixes on planted faults, of bench:fixes --report, songs 501–516',
  songs: [
    'Infinite Signal (uplifting)',
    'Ivory Voyage (progressive)',
    'Lucid Coast (tech)',
    'Lunar Equinox (psy)',
    'Midnight Island (uplifting)',
    'Mirrored Nebula (progressive)',
    'Neon Shore (tech)',
    'Northern Vapour (psy)',
    'Obsidian Circuit (uplifting)',
    'Opal Ember (progressive)',
    'Orbital Horizon (tech)',
    'Pale Motion (psy)',
    'Phantom River (uplifting)',
    'Polar Tide (progressive)',
    'Radiant Cathedral (tech)',
    'Sacred Echo (psy)',
  ],
  ranges: [
    {
      from: 0,
      to: 0.3,
      reckoned: 0.021,
      fixes: 1,
      came: 1,
      songs: 1,
    },
    {
      from: 0.3,
      to: 0.5,
      reckoned: 0.37,
      fixes: 2,
      came: 2,
      songs: 2,
    },
    {
      from: 0.5,
      to: 0.65,
      reckoned: 0.58,
      fixes: 4,
      came: 3,
      songs: 3,
    },
    {
      from: 0.65,
      to: 0.8,
      reckoned: 0.743,
      fixes: 5,
      came: 4,
      songs: 5,
    },
    {
      from: 0.8,
      to: 0.9,
      reckoned: 0.83,
      fixes: 7,
      came: 7,
      songs: 7,
    },
    {
      from: 0.9,
      to: 0.97,
      reckoned: 0.936,
      fixes: 7,
      came: 6,
      songs: 4,
    },
    {
      from: 0.97,
      to: 1,
      reckoned: 0.998,
      fixes: 110,
      came: 103,
      songs: 16,
    },
  ],
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
