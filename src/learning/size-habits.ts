import type { Outcome } from './outcomes.ts';

/** How much of a prescribed size a producer keeps, and how many answers say so. */
export interface SizeHabit {
  factor: number;
  /** To such fixes on such stems, and to such fixes on any. */
  answers: number;
  ofKind: number;
}

/**
 * Sizes scatter between producers about as much as between one producer's answers (log ratio, standard deviation 0.4
 * for both), so the prior of a size weighs as much as one answer.
 */
const PRIOR_ANSWERS = 1;
/**
 * Who takes half of one kind may take all of another: what kinds have in common scatters between producers about as
 * much as kinds do within one, so the prior of it weighs as much as one kind, and a single kind tells nothing of it.
 */
const PRIOR_KINDS = 1;
const FEWEST_KINDS = 2;
/** Learned sizes stay within half and one and a half of what was computed: beyond, it would be another fix. */
export const LEAST_SIZE_FACTOR = 0.5;
export const MOST_SIZE_FACTOR = 1.5;

/**
 * What to multiply a computed size by for a kind of fix on a role of stem: e to the power of the mean log ratio of used
 * to computed size, under a normal prior whose mean is what kinds have in common for the kind, and the kind's own mean
 * for the role on it. Computed is what was prescribed before anything learned came into it: else who once said "half"
 * and takes the half from then on would seem to want the whole. Only sizes that were used count, and only in the
 * direction in which they were prescribed.
 */
export function sizeHabitOf(outcomes: readonly Outcome[], kind: string, role: string): SizeHabit {
  const telling = outcomes.filter(tellsSize);
  const ofKind = telling.filter(({ about }) => about.kind === kind);
  const ofPair = ofKind.filter(({ about }) => about.role === role);
  const logRatio = shrunkMean(shrunkMean(commonMean(telling), ofKind), ofPair);
  return {
    factor: Math.min(MOST_SIZE_FACTOR, Math.max(LEAST_SIZE_FACTOR, Math.exp(logRatio))),
    answers: ofPair.length,
    ofKind: ofKind.length,
  };
}

/** What kinds have in common: the mean of their means, each as far as its answers tell it, under a prior of 0. */
function commonMean(all: readonly Outcome[]): number {
  // A switch is on or off, whatever is done with sizes.
  const outcomes = all.filter(({ about }) => about.size !== 1 || about.relativeSize !== 1);
  const kinds = new Set(outcomes.map(({ about }) => about.kind));
  if (kinds.size < FEWEST_KINDS) return 0;
  let [sum, weights] = [0, PRIOR_KINDS];
  for (const kind of kinds) {
    const own = outcomes.filter(({ about }) => about.kind === kind);
    // A shrunk mean is the mean by as much as its answers weigh beside the prior.
    const answers = own.reduce((total, { weight }) => total + weight, 0);
    sum += shrunkMean(0, own);
    weights += answers / (answers + PRIOR_ANSWERS);
  }
  return sum / weights;
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
