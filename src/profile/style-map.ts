import { seededRandom } from '../dsp/seeded-random.ts';
import { principalComponents } from './principal-components.ts';
import type { ReferenceTable } from './reference-table.ts';
import { styleEnds, type StyleEnds } from './style-names.ts';
import { styleVectors } from './style-vectors.ts';

/** A place on the map. */
export type MapPoint = readonly [x: number, y: number];

export interface MapAxis extends StyleEnds {
  /** Share of the library's whole variance that lies along the axis. */
  explained: number;
}

/** A library seen from above: the plane in which its tracks differ most. */
export interface StyleMap {
  /** One a row of the table, in its order. */
  points: readonly MapPoint[];
  axes: readonly [MapAxis, MapAxis];
  /** Where another track lies, from its values in the order of the table's columns; NaN where it has none. */
  placeOf: (row: ArrayLike<number>) => MapPoint;
}

/** Any number does: the start of an iteration that ends at the same plane. */
const SEED = 1;

/**
 * Projects a library on its first two principal components (in `styleVectors`), so that near on the map is near in
 * style. Where the library has only one direction, or none, the other coordinates are 0. Each axis points to where its
 * first track with a coordinate of its own lies on the positive side, so that one library always gives one map.
 */
export function styleMap(table: ReferenceTable): StyleMap {
  const { columns, vectors, vectorOf } = styleVectors(table);
  const { scores, explained } = principalComponents(vectors, 2, seededRandom(SEED));
  const means = columns.map((_, j) => vectors.reduce((sum, vector) => sum + vector[j], 0) / vectors.length);
  const axes = explained.map((share, k) => {
    const sign = Math.sign(scores.find((score) => Math.abs(score[k]) > 1e-9)?.[k] ?? 1);
    const along = scores.map((score) => sign * score[k]);
    const variance = along.reduce((sum, value) => sum + value * value, 0);
    // The direction as a combination of the tracks: Xᵀu/√λ, of unit length.
    const direction = columns.map(
      (_, j) => vectors.reduce((sum, vector, i) => sum + (vector[j] - means[j]) * along[i], 0) / variance,
    );
    return { share, along, direction, variance };
  });
  const correlationWith =
    ({ direction, variance }: (typeof axes)[number]) =>
    (feature: string, scope: string): number | undefined => {
      const j = columns.findIndex((column) => column.feature.id === feature && column.scope === scope);
      if (j < 0) return undefined;
      const spread = vectors.reduce((sum, vector) => sum + (vector[j] - means[j]) ** 2, 0);
      return spread > 0 ? direction[j] * Math.sqrt(variance / spread) : undefined;
    };
  const axisOf = (k: number): MapAxis => {
    const axis = axes.at(k);
    return axis === undefined
      ? { low: '', high: '', explained: 0 }
      : { ...styleEnds(correlationWith(axis)), explained: axis.share };
  };
  const placeOf = (row: ArrayLike<number>): MapPoint => {
    const vector = vectorOf(row);
    const along = (k: number): number =>
      axes[k]?.direction.reduce((sum, part, j) => sum + part * (vector[j] - means[j]), 0) ?? 0;
    return [along(0), along(1)];
  };
  return { points: table.rows.map(placeOf), axes: [axisOf(0), axisOf(1)], placeOf };
}
