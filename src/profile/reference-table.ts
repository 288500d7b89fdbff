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
  const values = analyses.map(featureValues);
  const needed = Math.min(analyses.length, Math.max(COLUMN_COUNT, Math.ceil(COLUMN_SHARE * analyses.length)));
  const columns = catalogue
    .flatMap((feature) => SCOPES.map((scope) => ({ feature, scope })))
    .filter(({ feature, scope }) => {
      const key = featureKey(feature.id, scope);
      const count = values.filter((row) => Number.isFinite(row.get(key))).length;
      return count > 0 && count >= needed;
    });
  return { columns, rows: values.map((row) => vectorOf(row, columns)) };
}

/** The values of a track in the order of `columns`; `null` where it lacks one. */
function vectorOf(values: ReadonlyMap<string, number>, columns: readonly FeatureColumn[]): (number | null)[] {
  return columns.map(({ feature, scope }) => {
    const value = values.get(featureKey(feature.id, scope));
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
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
