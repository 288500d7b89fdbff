import { mean } from '../../src/dsp/statistics.ts';
import type { Normal } from '../../src/dsp/units.ts';
import type { ConfidenceTable, TriedFixes, TriedMoves } from '../../src/fixes/confidence/confidence-table.ts';
import { chanceByRanges } from '../../src/fixes/confidence/stated-chance.ts';

/** A fix, what was reckoned of it, and what came. */
export interface TriedFix {
  song: string;
  kind: string;
  /** Whether it raises a level. */
  boosts: boolean;
  reckoned: Normal;
  improved: boolean;
}

/** Upper ends. Most fixes are reckoned as sure, so the ranges get narrower there. */
const ENDS: readonly Normal[] = [0.3, 0.5, 0.65, 0.8, 0.9, 0.97, 1];

/** What came of fixes, by what was reckoned of them and by what kind of move they are. */
export function confidenceTableOf(fixes: readonly TriedFix[]): Pick<ConfidenceTable, 'ranges' | 'moves'> {
  const ranges = rangesOf(fixes);
  return { ranges, moves: movesOf(fixes, ranges) };
}

/** By what was reckoned; ranges without a fix are left out. */
function rangesOf(fixes: readonly TriedFix[]): TriedFixes[] {
  return ENDS.flatMap((to, i) => {
    const from = i === 0 ? 0 : ENDS[i - 1];
    const inside = fixes.filter(({ reckoned }) => reckoned <= to && (reckoned > from || i === 0));
    if (inside.length === 0) return [];
    return [
      {
        from,
        to,
        reckoned: Math.round(1000 * mean(inside.map(({ reckoned }) => reckoned))) / 1000,
        fixes: inside.length,
        came: inside.filter(({ improved }) => improved).length,
        songs: new Set(inside.map(({ song }) => song)).size,
      },
    ];
  });
}

/**
 * Of each kind of move, cuts and boosts apart, by how much its odds lie above what the ranges say: the mode of a
 * logistic regression with one intercept a kind and a normal prior, found by Newton's method.
 */
function movesOf(fixes: readonly TriedFix[], ranges: readonly TriedFixes[]): TriedMoves[] {
  const kinds = new Map<string, TriedFix[]>();
  for (const fix of fixes) {
    const name = `${fix.kind} ${String(fix.boosts)}`;
    kinds.set(name, [...(kinds.get(name) ?? []), fix]);
  }
  return [...kinds.values()]
    .sort((a, b) => b.length - a.length)
    .map((tried) => ({
      ...{ kind: tried[0].kind, boosts: tried[0].boosts, fixes: tried.length },
      came: tried.filter(({ improved }) => improved).length,
      logOdds: Math.round(100 * logOddsAbove(tried, ranges)) / 100,
    }));
}

function logOddsAbove(tried: readonly TriedFix[], ranges: readonly TriedFixes[]): number {
  const usual = tried.map(({ reckoned }) => {
    const chance = Math.min(1 - LEAST_DOUBT, Math.max(LEAST_DOUBT, chanceByRanges(reckoned, ranges)));
    return Math.log(chance / (1 - chance));
  });
  let logOdds = 0;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const chances = usual.map((own) => 1 / (1 + Math.exp(-own - logOdds)));
    const missed = tried.reduce((sum, { improved }, i) => sum + Number(improved) - chances[i], 0);
    const curvature = chances.reduce((sum, chance) => sum + chance * (1 - chance), 0);
    logOdds += (missed - logOdds / KIND_DEVIATION ** 2) / (curvature + 1 / KIND_DEVIATION ** 2);
  }
  return logOdds;
}

/**
 * How far kinds of move are taken to differ, in log odds. Each of 22 songs told by the 21 others, the loss a fix was
 * .379 without it, .363 with a deviation of .3, .350 with .6, .346 with 1 and .347 with 1.5.
 */
const KIND_DEVIATION = 1;
/** Far more than it takes from zero to the mode of a curve as tame as this one. */
const NEWTON_STEPS = 50;
/** Certainty has no odds. */
const LEAST_DOUBT: Normal = 0.01;

/**
 * The source file of the table with these fixes in it, in the place of those that it had.
 *
 * @param source as it stands
 * @param from the names of the files that the fixes were read from
 */
export function tableSource(source: string, fixes: readonly TriedFix[], from: readonly string[]): string {
  const songs = [...new Set(fixes.map(({ song }) => song))].sort();
  const table = {
    version: 1,
    source: `${String(fixes.length)} fixes on planted faults, of ${from.join(', ')}`,
    songs,
    ...confidenceTableOf(fixes),
  };
  const start = source.indexOf(TABLE_START) + TABLE_START.length;
  const end = source.indexOf(';', start);
  return `${source.slice(0, start)}${JSON.stringify(table, null, 2)}${source.slice(end)}`;
}

const TABLE_START = 'CONFIDENCE_TABLE: ConfidenceTable = ';
