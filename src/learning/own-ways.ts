import type { Normal } from '../dsp/units.ts';
import { chanceToTake } from './acceptance-model.ts';
import { ACCEPTANCE_PRIOR } from './acceptance-prior.ts';
import type { Outcome } from './outcomes.ts';

/** A kind of change on a role of stem, upwards or downwards: narrower basses. */
export interface Way {
  kind: string;
  role: string;
  direction: 1 | -1;
}

/** Of a change that way one in ten is against what the producer means, as of targets on both sides of a feature. */
const AGAINST: Normal = 0.1;

/**
 * How likely a change that way suits a producer, against a change of which nothing is known: 1 without any answer, and
 * with every one that was taken.
 *
 * A bass that is meant to be wide is narrow of nothing: each plan would narrow it at another frequency, and no feature
 * is refused twice. So the way itself is asked: either it is against what is meant, and taken by a slip only, or the
 * refusals are what they are with any change of the kind,
 *
 *     odds(against) = odds(0.1) · Π (ε/2) / p  over those taken · Π (1 − ε/2) / (1 − p)  over those refused,
 *
 * p how likely each was to be taken, by what is liked. So liking and meaning compete for a refusal.
 *
 * @param outcomes of one profile
 * @param liking P(taken) of such a change on such a stem, whatever it is for, by one who thinks about it
 */
export function waySuits(outcomes: readonly Outcome[], way: Way, liking: (outcome: Outcome) => Normal): Normal {
  const slip = ACCEPTANCE_PRIOR.careless / 2;
  const logOdds = outcomes.reduce(
    (sum, outcome) => {
      const { about, accepted, weight } = outcome;
      if (about.kind !== way.kind || about.role !== way.role || about.size * way.direction <= 0) return sum;
      const taken = chanceToTake(about.improves * liking(outcome), ACCEPTANCE_PRIOR.careless);
      return sum + weight * Math.log(accepted === 1 ? slip / taken : (1 - slip) / (1 - taken));
    },
    Math.log(AGAINST / (1 - AGAINST)),
  );
  return Math.min(1, 1 / (1 + Math.exp(logOdds)) / (1 - AGAINST));
}
