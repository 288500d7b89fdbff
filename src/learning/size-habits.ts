import type { Outcome } from './outcomes.ts';

/** How much of a prescribed size a producer keeps, and how many answers say so. */
export interface SizeHabit {
  factor: number;
  answers: number;
}

/**
 * Sizes scatter between producers about as much as between one producer's answers (log ratio, standard deviation 0.4
 * for both), so the prior of a size weighs as much as one answer.
 */
const PRIOR_ANSWERS = 1;
/** Learned sizes stay within half and one and a half of what was computed: beyond, it would be another fix. */
export const LEAST_SIZE_FACTOR = 0.5;
export const MOST_SIZE_FACTOR = 1.5;

/**
 * What to multiply a computed size by for a kind of fix on a role of stem: e to the power of the mean log ratio of used
 * to computed size, under a normal prior of mean 0 for the kind and of the kind's own mean for the role on it. Computed
 * is what was prescribed before anything learned came into it: else who once said "half" and takes the half from then
 * on would seem to want the whole. Only sizes that were used count, and only in the direction in which they were
 * prescribed.
 */
export function sizeHabitOf(outcomes: readonly Outcome[], kind: string, role: string): SizeHabit {
  const ofKind = outcomes.filter((outcome) => outcome.about.kind === kind && tellsSize(outcome));
  const ofPair = ofKind.filter(({ about }) => about.role === role);
  const logRatio = shrunkMean(shrunkMean(0, ofKind), ofPair);
  return {
    factor: Math.min(MOST_SIZE_FACTOR, Math.max(LEAST_SIZE_FACTOR, Math.exp(logRatio))),
    answers: ofPair.length,
  };
}

function tellsSize({ answer, about, finalSize }: Outcome): boolean {
  return (answer === 'accept' || answer === 'change') && about.size !== 0 && finalSize / about.size > 0;
}

/** Mean of a normal distribution under a normal prior. */
function shrunkMean(priorMean: number, outcomes: readonly Outcome[]): number {
  let sum = priorMean * PRIOR_ANSWERS;
  let total = PRIOR_ANSWERS;
  for (const { about, finalSize, weight } of outcomes) {
    sum += weight * Math.log((finalSize / about.size) * (about.sizeFactor ?? 1));
    total += weight;
  }
  return sum / total;
}
