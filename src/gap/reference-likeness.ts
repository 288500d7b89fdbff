import { choleskyFactor, invertedLower, solveLowerForEach } from '../dsp/cholesky.ts';
import { dot } from '../dsp/dot.ts';
import { symmetricEigen } from '../dsp/symmetric-eigen.ts';
import { whitening, type Whitening } from '../dsp/whitening.ts';
import type { YardstickRow } from './yardstick.ts';

/**
 * How unlike the references a mix is, as a plain sum of squares: the whitened residual w = C^(−½)·z of the standardised
 * differences z = (value − median) / scale, so that |w|² is the squared Mahalanobis distance (P. C. Mahalanobis, 1936)
 * from the references' own variation C.
 *
 * It matters that C is not diagonal. Finished tracks of one style differ by tilts and by whole instruments, hardly ever
 * by a single narrow hump: a hump of 4 dB tells of a fault where a tilt of 4 dB tells of a taste. And what one section
 * shows the next shows again: two sections are one and a half witnesses, not two.
 *
 * C is the references' sample covariance, shrunk towards what third octaves and octave widths of finished tracks share
 * in general (`priorCorrelation`) and what goes together because it is of one stem, where the stems are known. How far,
 * and how much of the latter, is what predicts each reference best from the others (leave-one-out likelihood); with few
 * references nearly all of it. The whole is scaled so that a reference that was left out is, on average, as unlike as
 * its number of features: a library that is less even than its spreads say makes every fix prove more.
 */
export class ReferenceLikeness {
  /**
   * Brings z to unit covariance: by what is common in general, its factor inverted, over each feature's scatter; and
   * along each axis of what the references share.
   */
  readonly #whitening: Whitening;

  /**
   * @param rows what the vectors hold, in their order
   * @param variation z of each reference of the style against its median, a row each; none is allowed
   * @param differences z by which songs of the style may differ, each as often up as down: see `stemDifferences`. How
   *   many times each, as a standard deviation, is learned from the references
   */
  constructor(
    rows: readonly YardstickRow[],
    variation: readonly Float64Array[],
    differences: readonly Float64Array[] = [],
  ) {
    const scatter = scatterOf(rows.length, variation);
    const members = evenly(variation, MOST_MEMBERS).map((z) => z.map((value, i) => value / scatter[i]));
    const known = members.length < FEWEST_MEMBERS ? [] : differences;
    const scattered = known.map((z) => z.map((value, i) => value / scatter[i]));
    const { factor, axes, variances, shrinkage, floor, dispersion } = likeliest(rows, members, scattered);
    const gainOf = (variance: number): number => 1 / Math.sqrt(variance * dispersion + PREDICTION_VARIANCE);
    const plain = gainOf(shrinkage * floor);
    this.#whitening = whitening({
      lower: invertedLower(factor).map((value, at) => value / scatter[at % scatter.length]),
      axes,
      axisGains: variances.map((variance) => gainOf((1 - shrinkage) * variance + shrinkage * floor) - plain),
      gain: plain,
    });
  }

  /** w for one z. */
  whiten(z: Float64Array): Float64Array {
    return this.#whitening.of(z);
  }
}

/** A covariance: what is common in general as its factor, and on top of it what the members share. */
interface Covariance extends Shrinkage {
  factor: readonly Float64Array[];
  axes: readonly Float64Array[];
  variances: Float64Array;
}

/**
 * The covariance under which members that were left out are likeliest, over how much songs of the style differ by
 * `differences`. The likelihood has one peak over that, so the first fall ends the search.
 */
function likeliest(
  rows: readonly YardstickRow[],
  members: readonly Float64Array[],
  differences: readonly Float64Array[],
): Covariance {
  const general = priorCorrelation(rows);
  let best = covarianceOf(general, members);
  if (differences.length === 0) return best;
  const ofFeatures = rows.map((_, i) => Float64Array.from(differences, (z) => z[i]));
  const products = ofFeatures.map((one, i) => Float64Array.from({ length: i + 1 }, (_, j) => dot(one, ofFeatures[j])));
  for (const times of TIMES) {
    const tried = covarianceOf(withDifferences(general, products, times), members);
    if (tried.likelihood <= best.likelihood) break;
    best = tried;
  }
  return best;
}

/** Half an octave from each to the next: the likelihoods of neighbours differ by little around the best. */
const TIMES = [0.35, 0.5, 0.7, 1, 1.4, 2, 2.8] as const;

function covarianceOf(correlation: readonly Float64Array[], members: readonly Float64Array[]): Covariance {
  const factor = choleskyFactor(correlation);
  const standardised = solveLowerForEach(factor, members);
  const { axes, variances } = principalAxes(standardised);
  const found = chooseShrinkage(standardised, axes, variances, correlation.length);
  const logDeterminant = factor.reduce((sum, row, i) => sum + Math.log(row[i]), 0);
  return { factor, axes, variances, ...found, likelihood: found.likelihood - members.length * logDeterminant };
}

/**
 * Root mean square of each feature's z over the members, never below 1. A spread is robust, so a third octave that
 * holds the bass note in some keys and nothing in others scatters more than its spread says; there a difference is no
 * fault.
 */
function scatterOf(features: number, variation: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: features }, (_, i) => {
    const squares = variation.reduce((sum, z) => sum + z[i] ** 2, 0);
    return Math.max(1, Math.sqrt((squares + PRIOR_MEMBERS) / (variation.length + PRIOR_MEMBERS)));
  });
}

/**
 * A prediction is off by a quarter of a decibel (`MODEL_ERROR_DB` of `fix-confidence.ts`), and a scale is a decibel at
 * least: mixes of one song that hardly differ must not make every such error look like a fault.
 */
const PREDICTION_VARIANCE = 0.25 ** 2;

/** As if so many members had shown exactly one spread. */
const PRIOR_MEMBERS = 3;

/** More members say no more about some two hundred features, and the time for the axes grows with their cube. */
const MOST_MEMBERS = 120;
/**
 * From fewer, no covariance can be told, and their spreads are hardly more than what is just noticed: beside it what
 * hands differ by would be all there is.
 */
const FEWEST_MEMBERS = 5;
/** An axis with less than this share of the variance is rounding. */
const LEAST_VARIANCE = 1e-9;

/**
 * What third octaves have to do with each other: apart from a share that is a band's own, the correlation falls with
 * the distance in octaves, and another kind of section knows about half. Octave widths share more and fall off more
 * slowly. Measured on the median of rendered libraries of several styles; the same shape as between real tracks'
 * third octaves, where neighbours correlate most and bands three octaves apart hardly.
 */
const TONE = { own: 0.45, reachOctaves: 1.5 };
const WIDTH = { own: 0.2, reachOctaves: 2.5 };
const OTHER_SECTION = 0.45;
/** Keeps the matrix safely positive definite; a measurement's own scatter is of this size. */
const NUGGET = 0.02;

/**
 * Correlation of every two rows in general, before any library is known: a product of kernels, so positive definite.
 */
function priorCorrelation(rows: readonly YardstickRow[]): Float64Array[] {
  const places = rows.map(placeOf);
  return rows.map((a, i) =>
    Float64Array.from(rows, (b, j) => {
      if (i === j) return 1;
      const [p, q] = [places[i], places[j]];
      if (p.family !== q.family) return 0;
      const { own, reachOctaves } = p.family === 'stereo.width' ? WIDTH : TONE;
      const octaves = Math.abs(p.octaves - q.octaves);
      const alike = (octaves === 0 ? own : 0) + (1 - own) * Math.exp(-octaves / reachOctaves);
      return (1 - NUGGET) * alike * (a.scope === b.scope ? 1 : OTHER_SECTION);
    }),
  );
}

/** The correlation of what varies so and by differences that come on top, with 1 on its diagonal again. */
function withDifferences(
  correlation: readonly Float64Array[],
  products: readonly Float64Array[],
  times: number,
): Float64Array[] {
  const deviations = products.map((row, i) => Math.sqrt(1 + times ** 2 * row[i]));
  // Only the lower triangle is read.
  return correlation.map((row, i) =>
    row.map((value, j) => (j > i ? 0 : (value + times ** 2 * products[i][j]) / (deviations[i] * deviations[j]))),
  );
}

/** Rows of one family speak of the same thing at different frequencies. */
function placeOf({ feature: { id } }: YardstickRow): { family: string; octaves: number } {
  const [, family, hz] = /^(tone\.band|stereo\.width|stereo\.balance)\.([\d.]+)$/u.exec(id) ?? [];
  return hz === undefined ? { family: id, octaves: 0 } : { family, octaves: Math.log2(Number(hz)) };
}

/** Axes of the members' scatter about their median, largest first, and the variance along each. */
function principalAxes(members: readonly Float64Array[]): { axes: Float64Array[]; variances: Float64Array } {
  const count = members.length;
  if (count < FEWEST_MEMBERS) return { axes: [], variances: new Float64Array(0) };
  const gram = members.map((a) => Float64Array.from(members, (b) => dot(a, b) / count));
  const { values, vectors } = symmetricEigen(gram);
  const kept = values.findLastIndex((value) => value > LEAST_VARIANCE * values[0]) + 1;
  const axes = vectors.slice(0, kept).map((weights, k) => {
    const axis = new Float64Array(members[0].length);
    members.forEach((member, i) => {
      for (let j = 0; j < axis.length; j++) axis[j] += (weights[i] * member[j]) / Math.sqrt(count * values[k]);
    });
    return axis;
  });
  return { axes, variances: values.slice(0, kept) };
}

interface Shrinkage {
  /** Share of the general covariance, 0–1. */
  shrinkage: number;
  /** Variance of the general covariance in every direction. */
  floor: number;
  /** Mean squared distance of a left-out member, per feature. */
  dispersion: number;
  /** Logarithm of the members' own, each left out in turn, but for a constant. */
  likelihood: number;
}

const SHRINKAGES = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;
/** A library cannot be more even than chance allows, nor so wild that nothing would ever be a fault. */
const DISPERSION_LIMITS = [0.5, 3] as const;

/**
 * The shrinkage under which the members, each left out in turn, are most likely (a Gaussian whose mean is the median).
 * Leaving one out is a rank-one change: d₋ᵢ = e/(1 − a·e/n) and log|C₋ᵢ| = log|C| + log(1 − a·e/n), with e the distance
 * under all and a = (1 − λ)·n/(n − 1) (Sherman and Morrison 1950).
 */
function chooseShrinkage(
  members: readonly Float64Array[],
  axes: readonly Float64Array[],
  variances: Float64Array,
  features: number,
): Shrinkage {
  const count = members.length;
  if (axes.length === 0) return { shrinkage: 1, floor: 1, dispersion: 1, likelihood: 0 };
  const floor = variances.reduce((sum, variance) => sum + variance, 0) / features;
  const squares = members.map((member) => dot(member, member));
  const along = members.map((member) => axes.map((axis) => dot(axis, member) ** 2));
  let best = { likelihood: -Infinity, shrinkage: 1, dispersion: 1 };
  for (const shrinkage of SHRINKAGES) {
    const rest = shrinkage * floor;
    const share = ((1 - shrinkage) * count) / (count - 1);
    const total = Array.from(variances, (variance) => share * variance + rest);
    const logDeterminant =
      total.reduce((sum, value) => sum + Math.log(value), 0) + (features - total.length) * Math.log(rest);
    let likelihood = 0;
    let distances = 0;
    members.forEach((_, i) => {
      const inAxes = along[i].reduce((sum, square, k) => sum + square / total[k], 0);
      const outside = Math.max(0, squares[i] - along[i].reduce((sum, square) => sum + square, 0)) / rest;
      const left = Math.max(LEAST_LEFT, 1 - (share * (inAxes + outside)) / count);
      const distance = (inAxes + outside) / left;
      distances += distance;
      likelihood -= (distance + logDeterminant + Math.log(left)) / 2;
    });
    if (likelihood > best.likelihood) {
      best = { likelihood, shrinkage, dispersion: distances / (count * features) };
    }
  }
  const [least, most] = DISPERSION_LIMITS;
  return { ...best, floor, dispersion: Math.min(most, Math.max(least, best.dispersion)) };
}

/** Guards against rounding where one member makes an axis all by itself. */
const LEAST_LEFT = 1e-6;

function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}
