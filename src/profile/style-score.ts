import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { StyleCalibration } from '../store/profile-document.ts';
import { balancedWeights } from './balanced-weights.ts';
import { distributionOfSorted } from './feature-distribution.ts';
import { columnValues, type ReferenceTable } from './reference-table.ts';
import { ascending, medianOfSorted, quantileOfSorted } from './robust-statistics.ts';

/** Where the style stands in one feature and scope. */
export interface StyleAxis {
  feature: FeatureRow;
  scope: string;
  median: number;
  /** max(spread, just-noticeable difference). */
  scale: number;
}

/** A typical member gets this score … */
const TYPICAL_SCORE = 90;
/** … and a member at the edge, one in ten from the far end, this one. */
const FAR_SCORE = 75;
/** Which member counts as the edge. */
const FAR_QUANTILE = 0.9;
/**
 * Limits of how steeply the score falls: a very even library must not call its neighbours foreign, a wild one not
 * everything its own.
 */
const STEEPNESS: readonly [number, number] = [3, 6];
/** One broken measurement must not decide: beyond six spreads is simply "different". */
const Z_CAP = 6;
/** With fewer references than this the distances left out are too few to calibrate on. */
const CALIBRATED_FROM = 5;
/** Distances of a normal library from its own centre: 1 by construction, and what its edge typically shows. */
const UNCALIBRATED: StyleCalibration = { typicalDistance: 1.1, farDistance: 1.5 };

/**
 * Distance of a track from a style: √(Σ w·z²) with z = (value − median) / scale, capped at ±6, over the axes the track
 * has, every group of features counting the same. About 1 for a member; 0 on the medians. `undefined` where the track
 * has none of the axes.
 */
export function styleDistance(axes: readonly StyleAxis[], values: ReadonlyMap<string, number>): number | undefined {
  return distanceOnAxes(
    axes,
    axes.map(({ feature, scope }) => values.get(featureKey(feature.id, scope))),
  );
}

/** The same of one value an axis, in their order. */
function distanceOnAxes(
  axes: readonly StyleAxis[],
  values: readonly (number | null | undefined)[],
): number | undefined {
  const weights = balancedWeights(axes.filter((_, i) => Number.isFinite(values[i])));
  let sum = 0;
  let present = 0;
  axes.forEach(({ median, scale }, i) => {
    const value = values[i];
    if (!Number.isFinite(value)) return;
    const z = ((value as number) - median) / scale;
    sum += weights[present++] * Math.min(Z_CAP, Math.abs(z)) ** 2;
  });
  return weights.some((weight) => weight > 0) ? Math.sqrt(sum) : undefined;
}

/**
 * Style score, 0–100: 100 / (1 + (d/c)ᵖ), falling with the distance d. c and p are set so that a member at the typical
 * distance scores 90 and one at the far distance 75, with p between 3 and 6. 0 where the distance is unknown.
 */
export function styleScore(distance: number | undefined, calibration: StyleCalibration = UNCALIBRATED): number {
  if (distance === undefined) return 0;
  const { typicalDistance, farDistance } = calibration;
  const odds = (score: number): number => (100 - score) / score;
  const wanted =
    Math.log(odds(FAR_SCORE) / odds(TYPICAL_SCORE)) / Math.log(Math.max(1.001, farDistance / typicalDistance));
  const power = Math.min(STEEPNESS[1], Math.max(STEEPNESS[0], wanted));
  return 100 / (1 + odds(TYPICAL_SCORE) * (distance / typicalDistance) ** power);
}

/** The axes of a set of references. */
export function styleAxes(table: ReferenceTable): StyleAxis[] {
  return axesOf(
    table.columns,
    table.columns.map((_, column) => ascending(columnValues(table.rows, column))),
  );
}

/** Axes from the values of each column in ascending order. */
function axesOf(columns: ReferenceTable['columns'], values: readonly number[][]): StyleAxis[] {
  return columns.flatMap(({ feature, scope }, column) => {
    if (values[column].length === 0) return [];
    const { median, spread } = distributionOfSorted(feature, scope, values[column]);
    return [{ feature, scope, median, scale: Math.max(spread, feature.jnd) }];
  });
}

/**
 * Beyond this many references one is left out together with every 40th after it: leaving 1/40 out changes a median and
 * a spread no more than leaving one out, and the time stays proportional to the library.
 */
const MOST_FOLDS = 40;

/**
 * Each reference's distance from the style of the others (leave one out), in the order of the rows: how far a track of
 * this style that the profile has *not* seen lies from it. `undefined` for a reference without values, and for a single
 * one.
 */
export function distancesLeftOut(table: ReferenceTable): (number | undefined)[] {
  const folds = Math.min(MOST_FOLDS, table.rows.length);
  const distances = new Array<number | undefined>(table.rows.length).fill(undefined);
  // Sorted once: what a fold leaves is in order, too.
  const sorted = table.columns.map((_, column) => sortedWithFolds(table, column, folds));
  for (let fold = 0; fold < folds; fold++) {
    const kept = sorted.map(({ values, foldOf }) => {
      const left: number[] = [];
      for (let i = 0; i < values.length; i++) if (foldOf[i] !== fold) left.push(values[i]);
      return left;
    });
    const axes = axesOf(table.columns, kept);
    const columns = kept.flatMap(({ length }, column) => (length === 0 ? [] : [column]));
    for (let i = fold; i < table.rows.length; i += folds) {
      const row = table.rows[i];
      distances[i] = distanceOnAxes(
        axes,
        columns.map((column) => row[column]),
      );
    }
  }
  return distances;
}

/** The values of a column in ascending order, and the fold that each is in. */
function sortedWithFolds(
  { rows }: ReferenceTable,
  column: number,
  folds: number,
): { values: Float64Array; foldOf: Uint8Array } {
  const present: { value: number; fold: number }[] = [];
  rows.forEach((row, i) => {
    const value = row[column];
    if (value !== null) present.push({ value, fold: i % folds });
  });
  present.sort((a, b) => a.value - b.value);
  return {
    values: Float64Array.from(present, ({ value }) => value),
    foldOf: Uint8Array.from(present, ({ fold }) => fold),
  };
}

/** What a style score is anchored on, from distances left out; a default where there are fewer than five. */
export function calibrationOf(leftOut: readonly (number | undefined)[]): StyleCalibration {
  const distances = ascending(leftOut.filter((distance): distance is number => distance !== undefined && distance > 0));
  if (distances.length < CALIBRATED_FROM) return { ...UNCALIBRATED };
  return { typicalDistance: medianOfSorted(distances), farDistance: quantileOfSorted(distances, FAR_QUANTILE) };
}

/**
 * Calibration for a target of `count` chosen tracks instead of a library's centre: their own scatter adds to every
 * distance, which makes its square 1 + 1/count times as large.
 */
export function referenceCalibration(library: StyleCalibration = UNCALIBRATED, count: number): StyleCalibration {
  const factor = Math.sqrt(1 + 1 / count);
  return { typicalDistance: factor * library.typicalDistance, farDistance: factor * library.farDistance };
}
