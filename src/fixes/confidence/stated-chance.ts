import type { Normal } from '../../dsp/units.ts';
import { CONFIDENCE_TABLE, type ConfidenceTable, type TriedFixes, type TriedMoves } from './confidence-table.ts';

/** From so many fixes and songs on, ranges of the table say something; with fewer, what was reckoned stands. */
const LEAST_FIXES = 20;
const LEAST_SONGS = 4;
/** What was reckoned weighs as much as so many tried fixes. */
const RECKONED_FIXES = 20;

/**
 * P(improves) as it is stated: what a plan reckons, corrected by what came of fixes on planted faults for which as
 * much had been reckoned, and then by what came of such moves (`scripts/fit-confidence/`): of two that are reckoned
 * to be as sure, the bell that boosts is right less often than the one that cuts. A kind that was never tried is
 * stated as any other.
 */
export function statedChance(
  reckoned: Normal,
  { kind, boosts }: Pick<TriedMoves, 'kind' | 'boosts'>,
  { ranges, moves }: Pick<ConfidenceTable, 'ranges' | 'moves'> = CONFIDENCE_TABLE,
): Normal {
  const known = moves.find((move) => move.kind === kind && move.boosts === boosts);
  return withOdds(chanceByRanges(reckoned, ranges), Math.exp(known?.logOdds ?? 0));
}

/**
 * Whether a fix raises a level, by its sentence: `Pad: +3.0 dB at 400 Hz (EQ Eight band 3, Q 1.0)`. A width that grows
 * or a pan does not.
 */
export function boostsInWords(sentence: string): boolean {
  return /: \+\d/u.test(sentence);
}

/**
 * What is reckoned, corrected by what came of fixes of any kind for which as much had been reckoned.
 *
 * Neighbouring ranges of reckoned chances, as many as hold `LEAST_FIXES`, become a point: mean reckoned, and the
 * share that came, drawn towards it as if `RECKONED_FIXES` more had come just as reckoned. Neighbours that would fall
 * are pooled (isotonic regression by pooling adjacent violators; Ayer et al. 1955), so that what is reckoned as surer
 * is never stated as less sure. Between the points the line is straight; below the first the odds are as many times
 * what was reckoned as they are there, above the last nothing is surer. The same as reckoned where the table has too
 * little.
 */
export function chanceByRanges(reckoned: Normal, ranges: readonly TriedFixes[]): Normal {
  const points = risingPoints(enoughTogether(ranges));
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined) return reckoned;
  if (reckoned <= first.x) return withOdds(reckoned, oddsFactor(first));
  if (reckoned >= last.x) return last.y;
  const next = points.findIndex(({ x }) => x >= reckoned);
  const [low, high] = [points[next - 1], points[next]];
  return low.y + ((high.y - low.y) * (reckoned - low.x)) / (high.x - low.x);
}

interface Point {
  x: Normal;
  y: Normal;
}

function oddsFactor({ x, y }: Point): number {
  const factor = (y / (1 - y)) * ((1 - x) / x);
  return Number.isFinite(factor) ? factor : 1;
}

function withOdds(chance: Normal, factor: number): Normal {
  return (factor * chance) / (1 - chance + factor * chance);
}

type Tried = Omit<TriedFixes, 'from' | 'to'>;

/** Ranges together with as many of the next ones as it takes; what is left at the end goes with the last. */
function enoughTogether(table: readonly TriedFixes[]): Tried[] {
  const enough: Tried[] = [];
  let open: Tried | undefined;
  for (const range of table) {
    if (range.fixes === 0) continue;
    open = open === undefined ? range : together(open, range);
    if (open.fixes < LEAST_FIXES || open.songs < LEAST_SONGS) continue;
    enough.push(open);
    open = undefined;
  }
  const last = enough.pop();
  if (last === undefined) return [];
  return [...enough, open === undefined ? last : together(last, open)];
}

/** Which songs both are of is not known: as many as the one with more. */
function together(one: Tried, other: Tried): Tried {
  const fixes = one.fixes + other.fixes;
  return {
    reckoned: (one.fixes * one.reckoned + other.fixes * other.reckoned) / fixes,
    fixes,
    came: one.came + other.came,
    songs: Math.max(one.songs, other.songs),
  };
}

function risingPoints(tried: readonly Tried[]): Point[] {
  const pools: { points: Point[]; y: Normal; weight: number }[] = [];
  for (const { fixes, reckoned: x, came } of tried) {
    const weight = fixes + RECKONED_FIXES;
    let pool = { points: [{ x, y: 0 }], y: (came + RECKONED_FIXES * x) / weight, weight };
    for (let last = pools.at(-1); last !== undefined && last.y >= pool.y; last = pools.at(-1)) {
      pools.pop();
      const all = last.weight + pool.weight;
      pool = {
        points: [...last.points, ...pool.points],
        y: (last.weight * last.y + pool.weight * pool.y) / all,
        weight: all,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ points, y }) => points.map(({ x }) => ({ x, y })));
}
