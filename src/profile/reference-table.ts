import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { featureKey, type AnalysisDocument } from '../store/analysis-document.ts';

/** One feature in one scope: a column of the table of references. */
export interface FeatureColumn {
  feature: FeatureRow;
  scope: string;
}

/** References × features; NaN where a reference lacks the feature. */
export interface ReferenceTable {
  columns: readonly FeatureColumn[];
  rows: readonly Float64Array[];
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
  const candidates = catalogue.flatMap((feature) => SCOPES.map((scope) => ({ feature, scope })));
  const placeOf = new Map(catalogue.map(({ id }, i) => [id, i * SCOPES.length]));
  const values = analyses.map(({ features }) => {
    const row = new Float64Array(candidates.length).fill(NaN);
    for (const { id, scope, value } of features) {
      const place = placeOf.get(id);
      if (place !== undefined) row[place + SCOPES.indexOf(scope)] = Number.isFinite(value) ? value : NaN;
    }
    return row;
  });
  const needed = Math.min(analyses.length, Math.max(COLUMN_COUNT, Math.ceil(COLUMN_SHARE * analyses.length)));
  const places = Int32Array.from(candidates.keys()).filter((place) => {
    const count = columnValues(values, place).length;
    return count > 0 && count >= needed;
  });
  return {
    columns: Array.from(places, (place) => candidates[place]),
    rows: values.map((row) => Float64Array.from(places, (place) => row[place])),
  };
}

/** The values that are there in one column of some rows. */
export function columnValues(rows: readonly Float64Array[], column: number): Float64Array {
  const values = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = row[column];
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return values.subarray(0, count);
}

/** The values of one row by `featureKey`. */
export function rowValues({ columns }: Pick<ReferenceTable, 'columns'>, row: Float64Array): Map<string, number> {
  const values = new Map<string, number>();
  columns.forEach(({ feature, scope }, column) => {
    const value = row[column];
    if (!Number.isNaN(value)) values.set(featureKey(feature.id, scope), value);
  });
  return values;
}

const SCOPES = ['whole', 'intro', 'breakdown', 'build', 'drop', 'outro'] as const;
