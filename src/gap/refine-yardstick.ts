import { featureKey } from '../store/analysis-document.ts';
import type { Yardstick, YardstickRow } from './yardstick.ts';

/** How far the producer's own answers have moved the target of one feature, in the row's `scale`. */
export interface TargetRefinement {
  /** Of the median, and of the edge of the band on that side; positive = higher. */
  shift: number;
  /** By how much less the other edge follows; not negative. */
  widen: number;
  /** A sentence that says why. */
  because: string;
}

/**
 * A yardstick whose targets are moved by what was learned from the producer's answers: median and near edge by `shift`,
 * the far edge by `widen` less, so that what the references do stays allowed for longer. Rows without a refinement are
 * the same as before.
 *
 * @param refinements by `featureKey`
 */
export function refineYardstick(yardstick: Yardstick, refinements: ReadonlyMap<string, TargetRefinement>): Yardstick {
  if (refinements.size === 0) return yardstick;
  return {
    ...yardstick,
    rows: yardstick.rows.map((row) => {
      const refinement = refinements.get(featureKey(row.feature.id, row.scope));
      return refinement === undefined || refinement.shift === 0 ? row : refinedRow(row, refinement);
    }),
  };
}

function refinedRow(row: YardstickRow, refinement: TargetRefinement): YardstickRow {
  const { shift, widen } = refinement;
  const near = shift * row.scale;
  const far = Math.sign(shift) * Math.max(0, Math.abs(shift) - widen) * row.scale;
  const [low, high] = row.band;
  return {
    ...row,
    median: row.median + near,
    band: shift > 0 ? [low + far, high + near] : [low + near, high + far],
    refinement,
    ofReferences: row,
  };
}
