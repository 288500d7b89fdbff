import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { featureKey, featureValues, type AnalysisDocument } from '../store/analysis-document.ts';

/** One feature in one scope: a column of the table of references. */
export interface FeatureColumn {
  feature: FeatureRow;
  scope: string;
}

/** References × features; `null` where a reference lacks the feature. */
export interface ReferenceTable {
  columns: readonly FeatureColumn[];
  rows: readonly (readonly (number | null)[])[];
}

/** A column that fewer than a third of the references have says nothing about the library … */
const COLUMN_SHARE = 1 / 3;
/** … and three values are the fewest with a middle and two sides; smaller libraries keep what they have. */
const COLUMN_COUNT = 3;

/**
 * Lays the analyses out as a table: columns in catalogue order, then by scope; one row an analysis, in the given order.
 * Features that are not in the catalogue, and values that are not finite, are left out.
 */
export function referenceTable(
  analyses: readonly AnalysisDocument[],
  catalogue: readonly FeatureRow[],
): ReferenceTable {
  const values = analyses.map(finiteValues);
  const counts = new Map<string, number>();
  for (const row of values) for (const key of row.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const needed = Math.min(analyses.length, Math.max(COLUMN_COUNT, Math.ceil(COLUMN_SHARE * analyses.length)));
  const columns = catalogue
    .flatMap((feature) => SCOPES.map((scope) => ({ feature, scope, key: featureKey(feature.id, scope) })))
    .filter(({ key }) => {
      const count = counts.get(key) ?? 0;
      return count > 0 && count >= needed;
    });
  return {
    columns: columns.map(({ feature, scope }) => ({ feature, scope })),
    rows: values.map((row) => columns.map(({ key }) => row.get(key) ?? null)),
  };
}

function finiteValues(analysis: AnalysisDocument): Map<string, number> {
  const values = featureValues(analysis);
  for (const [key, value] of values) if (!Number.isFinite(value)) values.delete(key);
  return values;
}

/** The values that are there in one column of some rows. */
export function columnValues(rows: readonly (readonly (number | null)[])[], column: number): number[] {
  const values: number[] = [];
  for (const row of rows) {
    const value = row[column];
    if (value !== null) values.push(value);
  }
  return values;
}

/** The values of one row by `featureKey`. */
export function rowValues(
  { columns }: Pick<ReferenceTable, 'columns'>,
  row: readonly (number | null)[],
): Map<string, number> {
  const values = new Map<string, number>();
  columns.forEach(({ feature, scope }, column) => {
    const value = row[column];
    if (value !== null) values.set(featureKey(feature.id, scope), value);
  });
  return values;
}

const SCOPES = ['whole', 'intro', 'breakdown', 'build', 'drop', 'outro'] as const;
