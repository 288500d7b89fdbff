import type { Normal } from '../../dsp/units.ts';

/** What came of fixes on planted faults. Written by `scripts/fit-confidence/fit-confidence.ts --write`, not by hand. */
export const CONFIDENCE_TABLE: ConfidenceTable = {
  version: 1,
  source: '240 fixes on planted faults, of bench:fixes --report, songs 501–516 and 603–606 and two real ones',
  songs: [
    'Infinite Signal (uplifting)',
    'Ivory Voyage (progressive)',
    'Lucid Coast (tech)',
    'Lunar Equinox (psy)',
    'Midnight Island (uplifting)',
    'Mirrored Nebula (progressive)',
    'Neon Island (tech)',
    'Neon Shore (tech)',
    'Northern Nebula (psy)',
    'Northern Vapour (psy)',
    'Obsidian Circuit (uplifting)',
    'Obsidian Shore (uplifting)',
    'Opal Ember (progressive)',
    'Opal Vapour (progressive)',
    'Orbital Horizon (tech)',
    'Pale Motion (psy)',
    'Phantom River (uplifting)',
    'Polar Tide (progressive)',
    'Radiant Cathedral (tech)',
    'Sacred Echo (psy)',
    'caesium',
    'francium',
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
      reckoned: 0.378,
      fixes: 6,
      came: 5,
      songs: 5,
    },
    {
      from: 0.5,
      to: 0.65,
      reckoned: 0.586,
      fixes: 12,
      came: 10,
      songs: 8,
    },
    {
      from: 0.65,
      to: 0.8,
      reckoned: 0.731,
      fixes: 14,
      came: 8,
      songs: 10,
    },
    {
      from: 0.8,
      to: 0.9,
      reckoned: 0.844,
      fixes: 20,
      came: 15,
      songs: 14,
    },
    {
      from: 0.9,
      to: 0.97,
      reckoned: 0.936,
      fixes: 17,
      came: 13,
      songs: 10,
    },
    {
      from: 0.97,
      to: 1,
      reckoned: 0.998,
      fixes: 170,
      came: 157,
      songs: 22,
    },
  ],
  moves: [
    {
      kind: 'bell',
      boosts: false,
      fixes: 60,
      came: 57,
      logOdds: 0.93,
    },
    {
      kind: 'width',
      boosts: false,
      fixes: 37,
      came: 35,
      logOdds: 0.78,
    },
    {
      kind: 'fader',
      boosts: false,
      fixes: 32,
      came: 24,
      logOdds: -0.77,
    },
    {
      kind: 'low shelf',
      boosts: false,
      fixes: 23,
      came: 23,
      logOdds: 1.23,
    },
    {
      kind: 'high shelf',
      boosts: false,
      fixes: 22,
      came: 20,
      logOdds: -0.03,
    },
    {
      kind: 'bell',
      boosts: true,
      fixes: 20,
      came: 10,
      logOdds: -1.36,
    },
    {
      kind: 'pan',
      boosts: false,
      fixes: 20,
      came: 17,
      logOdds: -0.4,
    },
    {
      kind: 'fader',
      boosts: true,
      fixes: 16,
      came: 14,
      logOdds: 0.35,
    },
    {
      kind: 'low shelf',
      boosts: true,
      fixes: 8,
      came: 8,
      logOdds: 0.62,
    },
    {
      kind: 'low cut',
      boosts: false,
      fixes: 1,
      came: 1,
      logOdds: 0.08,
    },
    {
      kind: 'bass mono',
      boosts: false,
      fixes: 1,
      came: 0,
      logOdds: -0.68,
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
  /** The kinds of move that were tried, the most often tried first. */
  moves: readonly TriedMoves[];
}

/** What came of one kind of move. */
export interface TriedMoves {
  /** As plans name it, and whether it raises a level. */
  kind: string;
  boosts: boolean;
  fixes: number;
  came: number;
  /** By how much surer it is than the ranges say, in log odds, drawn towards none. */
  logOdds: number;
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
