import type { Normal } from '../dsp/units.ts';

/** One session of a comparison of two ways, to one of which it was assigned by a fair coin. */
export interface Assigned {
  way: 0 | 1;
  /** How well it went, 0 … 1. */
  value: Normal;
}

/** What the sessions say so far, at every moment at which one looks. */
export interface BettingVerdict {
  /** Evidence that way 1 is better than way 0, and the other way round: e-values. 1 says nothing. */
  evidence: { first: number; second: number };
  /** Way 1 less way 0 in the mean, held by its truth in 95 of 100 comparisons however often one looks. */
  difference: readonly [low: number, high: number];
  /** Which way is better; `undefined` as long as it is not known. */
  better: 0 | 1 | undefined;
}

/** In so many of all comparisons between ways that do not differ, one is ever called better: looking often is free. */
export const FALSE_ALARMS: Normal = 0.05;

/**
 * Compares two ways that sessions were assigned to by a fair coin, so that it may be looked at after every session and
 * stopped at any: a test by betting (Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting",
 * JRSS B 86(1), 2024; the mixture over stakes goes back to Robbins 1970).
 *
 * With the coin as ±1 and any guess m of the value that was made before, z = ±(value − m) has the mean of half the
 * difference of the ways and lies within ±b, b = max(m, 1 − m). One who bets a share of a capital of 1 on z > δ/2 holds
 * Π(1 + λ·(z − δ/2)), which does not grow on average where the difference is δ or less; by Ville's inequality it ever
 * reaches 1/α with a probability of at most α. The stakes are a fixed mixture of shares of the largest, 1/(b + |δ|/2),
 * with which no bet loses more than there is; α is halved between the two directions.
 *
 * @param sessions in the order in which they ended
 */
export function bettingVerdict(sessions: readonly Assigned[]): BettingVerdict {
  const evidence = evidenceOf(sessions);
  const bets = betsOf(sessions);
  const possible = DIFFERENCES.filter(
    (difference) => capitalOf(bets, difference, 1) < ENOUGH && capitalOf(bets, difference, -1) < ENOUGH,
  );
  return {
    evidence,
    difference: [possible.at(0) ?? -1, possible.at(-1) ?? 1],
    better: evidence.second >= ENOUGH ? 1 : evidence.first >= ENOUGH ? 0 : undefined,
  };
}

/** The evidence alone; see `BettingVerdict`. */
export function evidenceOf(sessions: readonly Assigned[]): BettingVerdict['evidence'] {
  const bets = betsOf(sessions);
  return { first: capitalOf(bets, 0, -1), second: capitalOf(bets, 0, 1) };
}

/** The evidence in one direction at which a way is called better. */
export const ENOUGH = 2 / FALSE_ALARMS;

const STAKES = [0.05, 0.15, 0.3, 0.5, 0.75, 0.95];
const DIFFERENCES = Array.from({ length: 201 }, (_, i) => (i - 100) / 100);

/** The guess of the next value: the mean of those so far, and of one made up beforehand. */
const FIRST_GUESS: Normal = 0.75;

/** z, and the most that it can be, known before the value is. */
interface Bet {
  z: number;
  most: number;
}

function betsOf(sessions: readonly Assigned[]): Bet[] {
  let sum = FIRST_GUESS;
  return sessions.map(({ way, value }, i) => {
    const guess = sum / (i + 1);
    sum += value;
    return { z: way === 1 ? value - guess : guess - value, most: Math.max(guess, 1 - guess) };
  });
}

/** Mean over the stakes of what a capital of 1 has become. */
function capitalOf(bets: readonly Bet[], difference: number, side: 1 | -1): number {
  let total = 0;
  for (const stake of STAKES) {
    let capital = 1;
    for (const { z, most } of bets) {
      capital *= 1 + ((side * stake) / (most + Math.abs(difference) / 2)) * (z - difference / 2);
    }
    total += capital;
  }
  return total / STAKES.length;
}
