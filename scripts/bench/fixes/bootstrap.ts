import { Random } from '../../../src/demo/random.ts';
import { quantile } from '../../../src/dsp/statistics.ts';

/** A figure and the range it takes in 95 % of draws of as many songs, with replacement. */
export interface Figure {
  value: number;
  low: number;
  high: number;
  /** How many cases it was counted over. */
  count: number;
}

/**
 * A statistic of cases with its bootstrap interval over songs, not over cases: two faults in one song say less than one
 * fault in each of two. Percentile method, 2000 draws from a fixed seed. NaN without cases; with a single song the
 * interval is the value itself and says nothing.
 */
export function bootstrapped<Case extends { song: string }>(
  cases: readonly Case[],
  statistic: (cases: readonly Case[]) => number,
): Figure {
  const names = [...new Set(cases.map(({ song }) => song))];
  const songs = names.map((name) => cases.filter(({ song }) => song === name));
  const value = cases.length === 0 ? NaN : statistic(cases);
  if (songs.length === 0) return { value, low: NaN, high: NaN, count: 0 };
  const random = new Random(1, 'bootstrap');
  const draws = Array.from({ length: DRAWS }, () => statistic(songs.flatMap(() => random.pick(songs))));
  const known = draws.filter((draw) => !Number.isNaN(draw));
  return { value, low: quantile(known, 0.025), high: quantile(known, 0.975), count: cases.length };
}

const DRAWS = 2000;
