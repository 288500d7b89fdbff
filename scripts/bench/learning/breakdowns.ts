import { mean } from '../../../src/dsp/statistics.ts';
import type { Normal } from '../../../src/dsp/units.ts';
import { isFirst, isLate, LAST, type LearningFigure } from './figures.ts';
import { FAULT_FATES } from './planted-faults.ts';
import { REFUSAL, type Answered, type LossCause, type Run } from './sessions.ts';
import type { RefusalCause } from './simulated-producer.ts';

type Line = Pick<LearningFigure, 'what' | 'of'>;

const REFUSALS: readonly (readonly [RefusalCause, string])[] = [
  ['noise', 'a coin refuses it'],
  ['habit', 'a habit against the kind or the role'],
  ['own target', 'it is meant so'],
  ['own size', 'overdone by the own size'],
  ['tolerance', 'no matter to this producer'],
  ['no fault', 'it leads nowhere: no fault, or too much of it'],
];

const LOSSES: readonly (readonly [LossCause, string])[] = [
  ['no fix', 'no fix of the plan brings it'],
  ['habit', 'refused by a habit'],
  ['noise', 'refused by a coin'],
  ['kept aside', 'kept aside and not looked at'],
  ['listening for nothing', 'listening to what is refused'],
  ['taken for nothing', 'taken, and led away'],
];

const SPANS: readonly (readonly [string, number, number])[] = [
  ['first plan', 0, 1],
  ['last sessions', -LAST, Infinity],
];

/**
 * Why what is shown is refused, what the regret comes of, and what becomes of planted faults: of the first plans, and
 * after some answers or of the last sessions.
 */
export const BREAKDOWNS: readonly { title: string; lines: readonly Line[] }[] = [
  {
    title: 'Refused of what is put forward, and why (adds up to what acceptance lacks)',
    lines: (
      [
        ['heeding no answer', isFirst],
        ['later', isLate],
      ] as const
    ).flatMap(([when, isCounted]) =>
      REFUSALS.map(([cause, words]) => ({
        what: `${when}: ${words}`,
        of: (runs: readonly Run[]) =>
          mean(
            answeredOf(runs)
              .filter(isCounted)
              .map(({ refused }) => refused[cause]),
          ),
      })),
    ),
  },
  {
    title: 'What the regret comes of (adds up to it)',
    lines: SPANS.flatMap(([when, from, to]) =>
      LOSSES.map(([cause, words]) => ({
        what: `${when}: ${words}`,
        of: (runs: readonly Run[]) => {
          const sessions = runs.flatMap((run) => run.sessions.slice(from, to));
          return sum(sessions.map(({ lost }) => lost[cause])) / sum(sessions.map(({ bestWorth }) => bestWorth));
        },
      })),
    ),
  },
  {
    title: 'What becomes of planted faults (shares of their number)',
    lines: SPANS.flatMap(([when, from, to]) =>
      FAULT_FATES.map((fate) => ({
        what: `${when}: ${fate}`,
        of: (runs: readonly Run[]) =>
          mean(
            runs
              .flatMap((run) => run.sessions.slice(from, to).flatMap(({ faults }) => faults))
              .map((one) => Number(one.fate === fate)),
          ),
      })),
    ),
  },
];

/** Acceptance and what it costs, were only that put forward which is as sure as this. */
export interface TradeOff {
  limit: number;
  shown: number;
  acceptance: number;
  rightLeft: number;
  worthLeft: number;
}

const LIMITS = [0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8];

/** Of all that was answered, opened or put forward, by how sure it was. */
export function tradeOffs(
  runs: readonly Run[],
  isCounted: (one: Answered) => boolean,
  sureness: (one: Answered) => Normal,
): TradeOff[] {
  const all = answeredOf(runs).filter(isCounted);
  const worthOf = ({ chance, gain }: Answered): number => chance * gain - (1 - chance) * REFUSAL;
  return LIMITS.map((limit) => {
    const shown = all.filter((one) => sureness(one) >= limit);
    const left = all.filter((one) => sureness(one) < limit);
    return {
      limit,
      shown: shown.length / all.length,
      acceptance: mean(shown.map(({ chance }) => chance)),
      rightLeft: left.filter(({ suits }) => suits).length / all.filter(({ suits }) => suits).length,
      worthLeft: sum(left.map(worthOf)) / sum(all.map(worthOf)),
    };
  });
}

function answeredOf(runs: readonly Run[]): Answered[] {
  return runs.flatMap(({ answered }) => answered);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
