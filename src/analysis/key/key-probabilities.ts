import type { Normal } from '../../dsp/units.ts';
import type { EvidenceRow } from './key-evidence.ts';

/**
 * The probabilities of the keys that rows of evidence are about; they add up to 1.
 *
 * A multinomial logistic model, p ∝ exp(Σ weight · evidence), with a small share for tracks that the evidence does not
 * describe. `scripts/fit-key-weights.ts` fits its weights by maximum likelihood on 286 rendered songs of three
 * generators, 66 of them drawn for phrases that begin inside a loop, which count for a third. So a probability is
 * calibrated as far as music resembles those songs; `scripts/bench/ears/key.ts` shows its reliability on others.
 *
 * @param clarity how much of the evidence to believe
 */
export function keyProbabilities(rows: readonly EvidenceRow[], clarity: Normal): Float64Array {
  const scores = Float64Array.from(rows, (row) => {
    return clarity * row.reduce((sum, value, i) => sum + value * KEY_WEIGHTS[i], 0);
  });
  const highest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const odds = scores.map((score) => Math.exp(score - highest));
  const total = odds.reduce((a, b) => a + b, 0);
  return odds.map((value) => ((1 - ODD_TRACKS) * value) / total + ODD_TRACKS / rows.length);
}

/** What a unit of each kind of evidence weighs, in nats, in the order of `KEY_EVIDENCE`. */
const KEY_WEIGHTS: EvidenceRow = [1.75, 0.7, 7.4, 3.2, 1.6, 1.7, 5.9, 11.3, 11.6, 11.6, 1.2];
/** Share of tracks whose key no evidence tells, which keeps probabilities off 0 and 1. */
const ODD_TRACKS = 0.02;
