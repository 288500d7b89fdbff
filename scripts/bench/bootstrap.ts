import { Random } from '../../src/demo/random.ts';
import { quantile } from '../../src/dsp/statistics.ts';

/** A figure and the range it takes in 95 % of the draws. */
export interface Figure {
  value: number;
  low: number;
  high: number;
  /** How many cases it was counted over. */
  count: number;
}

const DRAWS = 2000;

/**
 * A statistic of cases with its bootstrap interval over groups, not over cases: two faults in one song say less than
 * one fault in each of two. Percentile method, draws with replacement from a fixed seed. NaN without cases; with a
 * single group the interval is the value itself and says nothing.
 */
export function bootstrapped<Case>(
  cases: readonly Case[],
  groupOf: (one: Case) => unknown,
  statistic: (cases: readonly Case[]) => number,
  draws = DRAWS,
): Figure {
  const value = cases.length === 0 ? NaN : statistic(cases);
  const names = [...new Set(cases.map(groupOf))];
  const groups = names.map((name) => cases.filter((one) => groupOf(one) === name));
  if (groups.length === 0) return { value, low: NaN, high: NaN, count: 0 };
  const random = new Random(1, 'bootstrap');
  const drawn = Array.from({ length: draws }, () => statistic(groups.flatMap(() => random.pick(groups))));
  const known = drawn.filter((draw) => !Number.isNaN(draw));
  return { value, low: quantile(known, 0.025), high: quantile(known, 0.975), count: cases.length };
}
