import { severityOf, type YardstickRow } from '../../gap/yardstick.ts';
import { featureKey } from '../../store/analysis-document.ts';

/**
 * How far a feature lies outside its band, in spreads and with its sign: the furthest of its scopes; 0 where it lies
 * inside, was not measured, or does not count.
 */
export function rowSeverity(rows: readonly YardstickRow[], values: ReadonlyMap<string, number>, id: string): number {
  let furthest = 0;
  for (const row of rows) {
    if (row.feature.id !== id) continue;
    const value = values.get(featureKey(id, row.scope));
    const severity = value === undefined ? 0 : severityOf(row, value);
    if (Math.abs(severity) > Math.abs(furthest)) furthest = severity;
  }
  return furthest;
}

/** Least distance from the band, in spreads, that asks for a device. */
export const LEAST_SEVERITY = 0.5;
