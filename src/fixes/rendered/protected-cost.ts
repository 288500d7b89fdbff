import { severityOf, type YardstickRow } from '../../gap/yardstick.ts';
import { featureKey } from '../../store/analysis-document.ts';

/** Pushing a feature out of its band costs as if it lay twice as far outside. */
const PROTECTION = 2;

/**
 * Σ w·z² of the values after a move over Σ w, with double the severity of what was inside its band before; 0 where
 * nothing is measured.
 */
export function protectedCost(
  rows: readonly YardstickRow[],
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  let cost = 0;
  let weights = 0;
  for (const row of rows) {
    const key = featureKey(row.feature.id, row.scope);
    const [from, to] = [before.get(key), after.get(key)];
    if (from === undefined || to === undefined) continue;
    const factor = severityOf(row, from) === 0 ? PROTECTION : 1;
    cost += row.weight * (factor * severityOf(row, to)) ** 2;
    weights += row.weight;
  }
  return weights > 0 ? cost / weights : 0;
}
