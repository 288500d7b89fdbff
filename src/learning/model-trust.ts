import type { FixEvent } from './taste-event.ts';

/** What new bounces have told of the predictions of a device model. */
export interface ModelTrust {
  /** Measured over predicted change. */
  gain: number;
  /** Standard deviation of what came about gain times what was predicted, in parts of the error that is expected. */
  errorFactor: number;
  /** How many verified fixes say so. */
  count: number;
}

export type VerifiedEvent = Extract<FixEvent, { what: 'verified' }>;

/**
 * Before any bounce: the model is right (gain 1 ± 0.2) and off by a quarter of a just-noticeable difference, which is
 * what predictions differ from renders by; that error is known as if from six bounces.
 */
const PRIOR_GAIN_DEVIATION = 0.2;
const EXPECTED_ERROR_JNDS = 0.25;
const PRIOR_COUNT = 6;
/**
 * A bounce that differs by more than two deviations has been changed otherwise as well: it counts by Huber's weight.
 */
const HUBER = 2;
const ROUNDS = 5;
/** Beyond these nothing is learned but that the bounce was another. */
const LEAST_GAIN = 0.5;
const MOST_GAIN = 1.5;
const LEAST_ERROR_FACTOR = 0.5;
const MOST_ERROR_FACTOR = 6;
/** Where other fixes move the same feature as much, a bounce says little of this one. */
const LEAST_SHARE = 0.5;

/**
 * Bayesian regression through the origin of what came on what was promised, in just-noticeable differences, robust
 * against bounces in which more was changed: gain ~ N(1, 0.2²), error variance with a scaled inverse-χ² prior.
 *
 * @param events verified fixes of one model
 */
export function modelTrustOf(events: readonly VerifiedEvent[]): ModelTrust {
  const points = events
    .filter(({ share, jnd }) => share >= LEAST_SHARE && jnd > 0)
    .map(({ promised, came, jnd }) => ({ x: promised / jnd, y: came / jnd, weight: 1 }));
  let gain = 1;
  let error = EXPECTED_ERROR_JNDS;
  for (let round = 0; round < ROUNDS; round++) {
    for (const point of points) {
      const off = Math.abs(point.y - gain * point.x) / error;
      point.weight = off <= HUBER ? 1 : HUBER / off;
    }
    const information = points.reduce((sum, { x, weight }) => sum + weight * x * x, 0) / error ** 2;
    const pull = points.reduce((sum, { x, y, weight }) => sum + weight * x * (y - x), 0) / error ** 2;
    gain = 1 + pull / (information + 1 / PRIOR_GAIN_DEVIATION ** 2);
    const squares = points.reduce((sum, { x, y, weight }) => sum + (weight * (y - gain * x)) ** 2, 0);
    const counted = points.reduce((sum, { weight }) => sum + weight, 0);
    error = Math.sqrt((PRIOR_COUNT * EXPECTED_ERROR_JNDS ** 2 + squares) / (PRIOR_COUNT + counted));
  }
  return {
    gain: clamp(gain, LEAST_GAIN, MOST_GAIN),
    errorFactor: clamp(error / EXPECTED_ERROR_JNDS, LEAST_ERROR_FACTOR, MOST_ERROR_FACTOR),
    count: points.length,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
