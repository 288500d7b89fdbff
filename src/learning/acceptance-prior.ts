import type { Normal } from '../dsp/units.ts';

/** What is believed of producers before one of them has answered anything, in log odds. */
export interface AcceptancePrior {
  /** Of a fix of a tenth of the gap, of typical size and low risk; and how far producers scatter about it. */
  typical: Coefficient;
  /** For each doubling of the benefit. */
  benefit: Coefficient;
  /** For each typical size more. */
  size: Coefficient;
  /** From low risk to high. */
  risk: Coefficient;
  /** How far the liking of kinds, of roles and of kinds on roles scatters within a producer. */
  kindDeviation: number;
  roleDeviation: number;
  pairDeviation: number;
  /** By how much surer or less sure than stated fixes turn out to be with one producer's songs. */
  surerDeviation: number;
  /** Share of answers that are given without thinking, by a coin. */
  careless: Normal;
}

interface Coefficient {
  mean: number;
  deviation: number;
}

/**
 * The prior of every taste. The mean and scatter of the typical fix and the scatter of kinds, roles and pairs are
 * rounded from a fit by `scripts/bench/learning/fit-acceptance-prior.ts` to the answers of 14 simulated producers of
 * each of three populations, so that what is stated before each answer costs little logarithm of loss: 0.6101 an
 * answer. It is flat there; the loss was 0.6106 where kinds scattered by 0.9 and pairs by 0.45. Four of five typical
 * fixes are expected to be taken that are for something wrong. How far producers differ in the slopes, and what risk
 * does apart from size, the simulation does not know: those are guesses of sign with room for their size. The slope of
 * the benefit is 0.3 for what simulated producers like and 0.2 for what is right: of 526 fixes of first plans (seeds
 * from 1101) those that take off less than a tenth of the gap lead to what is meant 66 times in 100 and were stated to
 * improve 77, those that take off three tenths or more 89 and 89. The careless are the middle of the 10 to 20 % of
 * noise that is designed for. How far producers differ in how often fixes turn out right was tried on the answers of
 * ten of them: with all stated chances moved by what came before, the Brier skill was −0.12 without, and −0.08, −0.06,
 * −0.05 and −0.05 with a deviation of 0.3, 0.5, 0.8 and 1.2.
 */
export const ACCEPTANCE_PRIOR: AcceptancePrior = {
  typical: { mean: 2.6, deviation: 0.85 },
  benefit: { mean: 0.5, deviation: 0.25 },
  size: { mean: -0.5, deviation: 0.5 },
  risk: { mean: -0.2, deviation: 0.4 },
  kindDeviation: 1.2,
  roleDeviation: 0.3,
  pairDeviation: 0.65,
  surerDeviation: 0.8,
  careless: 0.15,
};
