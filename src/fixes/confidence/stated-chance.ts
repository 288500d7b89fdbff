import type { Normal } from '../../dsp/units.ts';
import { CONFIDENCE_TABLE, type TriedFixes } from './confidence-table.ts';

/** From so many fixes and songs on, a range of the table says something; with fewer, what was reckoned stands. */
const LEAST_FIXES = 20;
const LEAST_SONGS = 4;
/** What was reckoned weighs as much as so many tried fixes. */
const RECKONED_FIXES = 20;

/**
 * P(improves) as it is stated: what a plan reckons, corrected by what came of fixes on planted faults for which as much
 * had been reckoned (`scripts/fit-confidence/`).
 *
 * A range of reckoned chances becomes a point: mean reckoned, and the share that came, drawn towards it as if
 * `RECKONED_FIXES` more had come just as reckoned. Neighbours that would fall are pooled (isotonic regression by
 * pooling adjacent violators; Ayer et al. 1955), so that what is reckoned as surer is never stated as less sure;
 * between the points, and to 0 and 1, the line is straight. The same as reckoned where the table has too little.
 */
export function statedChance(reckoned: Normal, table: readonly TriedFixes[] = CONFIDENCE_TABLE.ranges): Normal {
  const points = [{ x: 0, y: 0 }, ...risingPoints(table), { x: 1, y: 1 }];
  const next = points.findIndex(({ x }) => x >= reckoned);
  if (next <= 0) return next === 0 ? points[0].y : 1;
  const [low, high] = [points[next - 1], points[next]];
  return high.x === low.x ? high.y : low.y + ((high.y - low.y) * (reckoned - low.x)) / (high.x - low.x);
}

interface Point {
  x: Normal;
  y: Normal;
}

function risingPoints(table: readonly TriedFixes[]): Point[] {
  const pools: { points: Point[]; y: Normal; weight: number }[] = [];
  for (const { fixes, songs, reckoned: x, came } of table) {
    if (fixes < LEAST_FIXES || songs < LEAST_SONGS) continue;
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
