import { createHash } from 'node:crypto';
import { severityOf, type Yardstick, type YardstickRow } from '../gap/yardstick.ts';
import type { TasteEvent } from '../learning/taste-event.ts';
import { featureKey, featureValues, type AnalysisDocument } from '../store/analysis-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';
import { distanceOf } from './shown-fix.ts';

/** Of what a fix moves, so many features say nearly all that it does; the log grows with each. */
const MOST_MOVES = 24;

/**
 * The record of what a plan was made for: where the mix stood, and what each fix was to move. Numbers to the hundredth
 * of a spread.
 *
 * @param song what is the same for each plan of one song, such as the folder of its stems; only a digest of it is kept
 */
export function measuredEvent(
  plan: PlanDocument,
  { analysis, yardstick, song }: { analysis: AnalysisDocument; yardstick: Yardstick; song: string },
): Omit<Extract<TasteEvent, { what: 'measured' }>, 'schema' | 'id' | 'at'> {
  const values = featureValues(analysis);
  const stood = yardstick.rows.flatMap((row) => {
    const key = featureKey(row.feature.id, row.scope);
    const value = values.get(key);
    return value === undefined || !Number.isFinite(value) ? [] : [{ key, row, value }];
  });
  return {
    what: 'measured',
    plan: plan.id,
    profile: plan.target.profile,
    mix: createHash('sha256').update(song).digest('hex').slice(0, 16),
    distances: Object.fromEntries(stood.map(({ key, row, value }) => [key, rounded(distanceOf(row, value))])),
    fixes: Object.fromEntries(
      plan.fixes.filter(({ advice }) => !advice).map((fix) => [fix.id, movesOf(fix, stood)] as const),
    ),
  };
}

/** Where the fix brings a feature nearer to its band: by how much it moves it, in spreads. */
function movesOf(
  { predicted: { moves = {} } }: Fix,
  stood: readonly { key: string; row: YardstickRow; value: number }[],
): Record<string, number> {
  const relieved = stood.flatMap(({ key, row, value }) => {
    const move = moves[key] as number | undefined;
    if (move === undefined) return [];
    const relief = row.weight * (severityOf(row, value) ** 2 - severityOf(row, value + move) ** 2);
    return relief > 0 ? [{ key, by: rounded(move / row.scale), relief }] : [];
  });
  return Object.fromEntries(
    relieved
      .sort((a, b) => b.relief - a.relief)
      .slice(0, MOST_MOVES)
      .map(({ key, by }) => [key, by]),
  );
}

function rounded(spreads: number): number {
  return Math.round(100 * spreads) / 100;
}
