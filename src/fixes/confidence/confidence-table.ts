import type { Normal } from '../../dsp/units.ts';

/** What came of fixes on planted faults. Written by `scripts/fit-confidence/fit-confidence.ts --write`, not by hand. */
export const CONFIDENCE_TABLE: ConfidenceTable = {
  version: 1,
  source:
    '316 fixes on planted faults, of bench:fixes --report, songs 501–516 and 603–618, three from 623 on and two real ones',
  songs: [
    'Amber Summit (progressive)',
    'Arctic Cascade (tech)',
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
    'Orbital Circuit (uplifting)',
    'Orbital Horizon (tech)',
    'Pale Ember (progressive)',
    'Pale Motion (psy)',
    'Phantom Horizon (tech)',
    'Phantom River (uplifting)',
    'Polar Motion (psy)',
    'Polar Tide (progressive)',
    'Radiant Cathedral (tech)',
    'Sacred Echo (psy)',
    'Sapphire Cathedral (tech)',
    'Silver Monsoon (progressive)',
    'Solar Pulse (tech)',
    'Stellar Summit (psy)',
    'Twilight Cascade (uplifting)',
    'Velvet Drift (progressive)',
    'Winter Prism (uplifting)',
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
      reckoned: 0.594,
      fixes: 15,
      came: 13,
      songs: 11,
    },
    {
      from: 0.65,
      to: 0.8,
      reckoned: 0.738,
      fixes: 22,
      came: 13,
      songs: 16,
    },
    {
      from: 0.8,
      to: 0.9,
      reckoned: 0.846,
      fixes: 25,
      came: 19,
      songs: 18,
    },
    {
      from: 0.9,
      to: 0.97,
      reckoned: 0.939,
      fixes: 23,
      came: 19,
      songs: 14,
    },
    {
      from: 0.97,
      to: 1,
      reckoned: 0.998,
      fixes: 224,
      came: 208,
      songs: 35,
    },
  ],
  moves: [
    {
      kind: 'bell',
      boosts: false,
      fixes: 72,
      came: 65,
      logOdds: 0.17,
    },
    {
      kind: 'width',
      boosts: false,
      fixes: 51,
      came: 49,
      logOdds: 0.96,
    },
    {
      kind: 'fader',
      boosts: false,
      fixes: 37,
      came: 29,
      logOdds: -0.65,
    },
    {
      kind: 'low shelf',
      boosts: false,
      fixes: 29,
      came: 29,
      logOdds: 1.21,
    },
    {
      kind: 'fader',
      boosts: true,
      fixes: 28,
      came: 24,
      logOdds: 0.2,
    },
    {
      kind: 'high shelf',
      boosts: false,
      fixes: 28,
      came: 26,
      logOdds: 0.1,
    },
    {
      kind: 'pan',
      boosts: false,
      fixes: 26,
      came: 23,
      logOdds: -0.35,
    },
    {
      kind: 'bell',
      boosts: true,
      fixes: 21,
      came: 10,
      logOdds: -1.46,
    },
    {
      kind: 'low shelf',
      boosts: true,
      fixes: 11,
      came: 11,
      logOdds: 0.65,
    },
    {
      kind: 'plateau',
      boosts: false,
      fixes: 11,
      came: 11,
      logOdds: 0.59,
    },
    {
      kind: 'low cut',
      boosts: false,
      fixes: 1,
      came: 1,
      logOdds: 0.07,
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
