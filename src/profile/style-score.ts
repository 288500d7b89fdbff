import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { StyleCalibration } from '../store/profile-document.ts';
import { balancedWeights } from './balanced-weights.ts';
import { spreadOf } from './feature-distribution.ts';
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
  const places = Float64Array.from(axes, ({ feature, scope, median, scale }) => {
    return ((values.get(featureKey(feature.id, scope)) ?? NaN) - median) / scale;
  });
  return distanceAt(places, axes, balancedWeights(axes));
}

/**
 * The same of where a track stands on each axis, in scales from the median; what is not finite counts as not there.
 *
 * @param ofAll the axes' weights where a track has all of them
 */
function distanceAt(
  places: Float64Array,
  axes: readonly { feature: FeatureRow }[],
  ofAll: readonly number[],
): number | undefined {
  const isThere = (_: unknown, i: number): boolean => Number.isFinite(places[i]);
  const weights = axes.every(isThere) ? ofAll : balancedWeights(axes.filter(isThere));
  let sum = 0;
  let present = 0;
  let isOnAny = false;
  for (const place of places) {
    if (!Number.isFinite(place)) continue;
    const weight = weights[present++];
    isOnAny ||= weight > 0;
    sum += weight * Math.min(Z_CAP, Math.abs(place)) ** 2;
  }
  return isOnAny ? Math.sqrt(sum) : undefined;
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
  return table.columns.flatMap(({ feature, scope }, column) => {
    const values = ascending(columnValues(table.rows, column));
    return values.length === 0 ? [] : [{ feature, scope, ...middleAndScale(feature, values) }];
  });
}

function middleAndScale(feature: FeatureRow, sorted: ArrayLike<number>): { median: number; scale: number } {
  return { median: medianOfSorted(sorted), scale: Math.max(spreadOf(feature, sorted), feature.jnd) };
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
  const { columns, rows } = table;
  const folds = Math.min(MOST_FOLDS, rows.length);
  const places = rows.map(() => new Float64Array(columns.length).fill(NaN));
  const column = new Float64Array(rows.length);
  const kept = new Float64Array(rows.length);
  columns.forEach(({ feature }, c) => {
    for (let i = 0; i < rows.length; i++) column[i] = rows[i][c];
    // Sorted once: what a fold leaves is in order, too.
    const sorted = columnValues(rows, c).sort();
    for (let fold = 0; fold < folds; fold++) {
      const count = keepAllBut(fold, folds, column, sorted, kept);
      if (count === 0) continue;
      const { median, scale } = middleAndScale(feature, kept.subarray(0, count));
      for (let i = fold; i < rows.length; i += folds) places[i][c] = (column[i] - median) / scale;
    }
  });
  const ofAll = balancedWeights(columns);
  return places.map((place) => distanceAt(place, columns, ofAll));
}

/** Puts the sorted values of a column to `to`, without those of the rows of one fold. @returns how many are left */
function keepAllBut(fold: number, folds: number, column: Float64Array, sorted: Float64Array, to: Float64Array): number {
  // Those of the fold in order, by insertion: they are few.
  const leftOut = new Float64Array(Math.ceil(column.length / folds));
  let some = 0;
  for (let i = fold; i < column.length; i += folds) {
    const value = column[i];
    if (Number.isNaN(value)) continue;
    let at = some++;
    for (; at > 0 && leftOut[at - 1] > value; at--) leftOut[at] = leftOut[at - 1];
    leftOut[at] = value;
  }
  let gone = 0;
  let kept = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (gone < some && sorted[i] === leftOut[gone]) gone++;
    else to[kept++] = sorted[i];
  }
  return kept;
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
