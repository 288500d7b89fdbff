import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { featureKey, type Scope } from '../store/analysis-document.ts';
import type { StyleCalibration } from '../store/profile-document.ts';
import type { TargetRefinement } from './refine-yardstick.ts';

/** One feature in one scope with the range it should lie in: a row of what a mix is measured against. */
export interface YardstickRow {
  feature: FeatureRow;
  scope: Scope;
  median: number;
  spread: number;
  band: readonly [number, number];
  /** max(spread, just-noticeable difference): the unit that severity is counted in. */
  scale: number;
  /** Share in the style delta; the weights of all rows add up to 1. */
  weight: number;
  /** The references' values, ascending. */
  sorted: readonly number[];
  /** How the producer's answers have moved median and band, where they have: see `refine-yardstick.ts`. */
  refinement?: TargetRefinement;
  /** The row as the references alone have it, where the answers have moved it. */
  ofReferences?: YardstickRow;
}

/** What a mix is compared with: the library, a cluster, or chosen references. */
export interface Yardstick {
  profile: string;
  cluster: string;
  clusterConfidence: number;
  references: readonly string[];
  rows: readonly YardstickRow[];
  /**
   * How single references of the style differ from its median: one array a reference, a number a row, in `scale`; 0
   * where a reference has no value. For chosen references those of their style, since two or three show no variation.
   */
  variation: readonly Float64Array[];
  /** The same with the references of the other styles, each against its own, where this style alone has too few. */
  pooledVariation?: readonly Float64Array[];
  /** Files of the references that `variation` is of, in its order. */
  members: readonly string[];
  /** What the style score is anchored on: see `src/profile/style-score.ts`. */
  calibration?: StyleCalibration;
}

/**
 * Beyond six spreads a feature is simply wrong; counting more would let one broken measurement drown all others.
 */
export const SEVERITY_CAP = 6;

/** Signed distance outside the band in units of `scale`, at most ±`SEVERITY_CAP`; 0 inside. */
export function severityOf(row: YardstickRow, value: number): number {
  const [low, high] = row.band;
  const outside = value < low ? value - low : value > high ? value - high : 0;
  return Math.max(-SEVERITY_CAP, Math.min(SEVERITY_CAP, outside / row.scale));
}

/**
 * Style delta of a set of values: √(Σ w·z²) over the rows that have a value, with their weights scaled to add up to 1.
 * 0 = inside every band; 1 = on average one spread outside.
 */
export function styleDeltaOf(rows: readonly YardstickRow[], values: ReadonlyMap<string, number>): number {
  let sum = 0;
  let weights = 0;
  for (const row of rows) {
    const value = values.get(featureKey(row.feature.id, row.scope));
    if (value === undefined) continue;
    sum += row.weight * severityOf(row, value) ** 2;
    weights += row.weight;
  }
  return weights === 0 ? 0 : Math.sqrt(sum / weights);
}
