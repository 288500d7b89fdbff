import type { Normal } from '../dsp/units.ts';
import { logistic } from './acceptance-model.ts';

/** A chance that was reckoned before an answer, and the answer. */
export interface ReckonedAnswer {
  reckoned: Normal;
  accepted: 0 | 1;
  weight: number;
}

/**
 * What a reckoned P(taken) is worth by this producer's own answers to what was reckoned so: a line in log odds about
 * the usual chance (J. Platt 1999, with a prior),
 *
 *     log odds(p′) = log odds(0.8) + a + (1 + b)·(log odds(p) − log odds(0.8)),   a, b ~ N(0, 0.5),
 *
 * at its mode. It rises with p, and is p itself without any answer. The parts of p, that a fix is right and that such a
 * one is liked, are learned together, and what the one leaves unexplained goes to the other: their product was too low
 * once own targets were known. Of 397 answers that 18 simulated producers (`npm run bench:learning`, 2201 to 2208, 2211
 * to 2218, 2101 to 2106) gave after forty others, the product said 0.67 and 0.76 were taken. By the true chances its
 * Brier skill was −0.01, −0.05 and 0.00 in these three groups, and with this 0.04, 0.00 and 0.04; with both means
 * fitted to the same producers, 0.4 and −0.3, it would be 0.05, 0.02 and 0.06, which says more of them than of anyone.
 */
export function recalibrationOf(answers: readonly ReckonedAnswer[]): (reckoned: Normal) => Normal {
  if (answers.length === 0) return (reckoned) => reckoned;
  const cases = answers.map(({ reckoned, ...answer }) => ({ ...answer, x: logOdds(reckoned) - USUAL }));
  let [a, b] = [0, 0];
  // Newton's method along one coefficient after the other; the posterior has one summit.
  for (let round = 0; round < ROUNDS; round++) {
    const isLevel = round % 2 === 0;
    let pull = -(isLevel ? a : b) * PRECISION;
    let told = PRECISION;
    for (const { x, accepted, weight } of cases) {
      const p = logistic(USUAL + a + (1 + b) * x);
      const along = isLevel ? 1 : x;
      pull += weight * (accepted - p) * along;
      told += weight * p * (1 - p) * along * along;
    }
    const step = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, pull / told));
    if (isLevel) a += step;
    else b = Math.max(LEAST_SLOPE - 1, b + step);
  }
  return (reckoned) => logistic(USUAL + a + (1 + b) * (logOdds(reckoned) - USUAL));
}

/** What was reckoned surer is never stated as less sure. */
const LEAST_SLOPE = 0.1;
/** Of both coefficients: a reckoned 0.8 may turn out as 0.71 to 0.87. */
const PRECISION = 1 / 0.5 ** 2;
/** Where a hundred answers fly in the face of what was reckoned, a whole step would lead far beyond the summit. */
const LONGEST_STEP = 0.5;
/** It settles in twenty, and in these wherever answers can move it. */
const ROUNDS = 100;
/** One that was all but certain and refused must not outvote all others. */
const SUREST: Normal = 0.99;
/** Four of five are taken, as a rule. */
const USUAL = logOdds(0.8);

function logOdds(chance: Normal): number {
  const held = Math.min(SUREST, Math.max(1 - SUREST, chance));
  return Math.log(held / (1 - held));
}
