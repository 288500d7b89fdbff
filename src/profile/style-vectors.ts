import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { balancedWeights, marksStyle } from './balanced-weights.ts';
import { distributionOf } from './feature-distribution.ts';
import { columnValues, type ReferenceTable } from './reference-table.ts';

/** Rows of a table as vectors in which distance means difference in style. */
export interface StyleVectors {
  /** What each component is of. */
  columns: readonly { feature: FeatureRow; scope: string }[];
  vectors: readonly (readonly number[])[];
  /** Another track's values, in the order of the table's columns and NaN where it has none, as such a vector. */
  vectorOf: (row: ArrayLike<number>) => number[];
}

/** A feature takes part when at least this share of the library has it; the rest is imputed with the median. */
const COLUMN_SHARE = 0.6;
/** One wild value must not make a cluster of its own. */
const Z_CAP = 4;

/**
 * The features that mark a style, as z by median and spread, capped at ±4, gaps filled with the median, weighted by
 * `balancedWeights`.
 */
export function styleVectors(table: ReferenceTable): StyleVectors {
  const columns = table.columns.flatMap(({ feature, scope }, column) => {
    if (!marksStyle(feature)) return [];
    const values = columnValues(table.rows, column);
    if (values.length < COLUMN_SHARE * table.rows.length) return [];
    const { median, spread } = distributionOf(feature, scope, values);
    return [{ feature, scope, column, median, scale: Math.max(spread, feature.jnd) }];
  });
  const roots = balancedWeights(columns).map(Math.sqrt);
  const vectorOf = (row: ArrayLike<number>): number[] =>
    columns.map(({ column, median, scale }, i) => {
      const value = row[column];
      const z = Number.isNaN(value) ? 0 : (value - median) / scale;
      return roots[i] * Math.max(-Z_CAP, Math.min(Z_CAP, z));
    });
  return { columns, vectors: table.rows.map(vectorOf), vectorOf };
}
