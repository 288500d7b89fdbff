import type { Normal } from '../dsp/units.ts';

/**
 * What a move is worth to this producer among others that would do: what is left of what it explains once the odds
 * against it are paid, times how likely it is taken, for a fix that is refused mends nothing. Whether something is
 * wrong at all has nothing to do with how its mending is liked: what is hardly ever taken is found all the same.
 *
 * @param gain what it takes off the mix's unlikeness |w|²
 * @param oddsAgainst how rare such a move is what is wrong: twice the log odds against it
 * @param acceptance how likely the producer accepts it
 */
export function worthOf(gain: number, oddsAgainst: number, acceptance: Normal): number {
  return acceptance * (gain - oddsAgainst);
}

/**
 * What the odds against a move count where whole plans are compared: more where this producer hardly takes such moves,
 * so that of two plans that explain nearly the same the one is made that is liked.
 */
export function oddsByLiking(oddsAgainst: number, acceptance: Normal): number {
  return oddsAgainst * dislike(acceptance);
}

/** An acceptance that neither helps nor hinders. */
const TYPICAL_ACCEPTANCE = 0.75;
/** A kind that was never accepted may still come back when nothing else would do. */
const LEAST_ACCEPTANCE = 0.02;
/** In natural logarithms: what is accepted once in five times has to explain twice as much. */
const DISLIKE_SCALE = Math.log(TYPICAL_ACCEPTANCE / 0.2);

/** How many times the usual evidence a move needs that this producer accepts with such a probability; never less. */
function dislike(acceptance: Normal): number {
  const odds = TYPICAL_ACCEPTANCE / Math.max(LEAST_ACCEPTANCE, acceptance);
  return Math.max(1, 1 + Math.log(odds) / DISLIKE_SCALE);
}
