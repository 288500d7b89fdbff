import { mean } from '../../../src/dsp/statistics.ts';
import { calibrationOf, type Forecast } from '../../../src/learning/calibration.ts';
import type { Learner } from './learners.ts';
import type { Answered, Recovered, Run } from './sessions.ts';
import type { RefusalCause } from './simulated-producer.ts';

export interface LearningFigure {
  what: string;
  target: string;
  /** Over some producers. */
  of: (runs: readonly Run[]) => number;
  /** Whose figures mean something. */
  learners: readonly Learner[];
}

/** So many answers were given before one looks at what was learned. */
export const EVENTS = 40;
/** Sessions at the start, before much was learned, and at the end. */
const FIRST = 1;
export const LAST = 8;

const EVERYONE: readonly Learner[] = ['taste', 'knows all', 'global rate', 'none'];
const LEARNER: readonly Learner[] = ['taste'];
const HEEDLESS: readonly Learner[] = ['none', 'knows all'];

/** By the true chances of what was shown and not by what was drawn from them: the same on average, and steadier. */
const acceptance =
  (isCounted: (one: Answered) => boolean) =>
  (runs: readonly Run[]): number =>
    mean(
      runs
        .flatMap(({ answered }) => answered)
        .filter(isCounted)
        .map(({ chance }) => chance),
    );

/**
 * Of plans that heed no answer. Of a producer who is learned that is the first one, with two fixes or none; where
 * nothing is learned all of them are, and their mixes are drawn alike, so that those say what a first plan is worth.
 */
export const isFirstSeen = ({ heeded }: Answered): boolean => heeded === 0;
export const isLateSeen = ({ eventsBefore }: Answered): boolean => eventsBefore >= EVENTS;
export const isFirst = ({ heeded, isAside }: Answered): boolean => heeded === 0 && !isAside;
export const isLate = ({ eventsBefore, isAside }: Answered): boolean => eventsBefore >= EVENTS && !isAside;

const regret =
  (from: number, to: number) =>
  (runs: readonly Run[]): number => {
    const sessions = runs.flatMap((run) => run.sessions.slice(from, to));
    return 1 - sum(sessions.map(({ worth }) => worth)) / sum(sessions.map(({ bestWorth }) => bestWorth));
  };

const fixes =
  (from: number, to?: number) =>
  (runs: readonly Run[]): number =>
    mean(runs.flatMap((run) => run.sessions.slice(from, to).map((session) => session.fixes)));

const asides =
  (from: number, to?: number) =>
  (runs: readonly Run[]): number =>
    mean(runs.flatMap((run) => run.sessions.slice(from, to).map((session) => session.aside)));

const slope = (pairs: readonly Recovered[]): number =>
  sum(pairs.map(({ hidden, learned }) => hidden * learned)) / sum(pairs.map(({ hidden }) => hidden ** 2));

/** The confidence that was stated with the fixes which were answered after 40 answers, and what came. */
export function lateForecasts(
  runs: readonly Run[],
  stated: (one: Answered) => number = (one) => one.stated,
): Forecast[] {
  return runs.flatMap(({ answered }) =>
    answered
      .filter(({ eventsBefore }) => eventsBefore >= EVENTS)
      .map((one) => ({ stated: stated(one), came: one.taken ? (1 as const) : (0 as const) })),
  );
}

export const FIGURES: readonly LearningFigure[] = [
  {
    what: 'acceptance of what is put forward, heeding no answer',
    target: '≥ 0.80',
    of: acceptance(isFirst),
    learners: HEEDLESS,
  },
  { what: `acceptance, after ${EVENTS} answers`, target: '≥ 0.85', of: acceptance(isLate), learners: EVERYONE },
  ...ceilings('heeding no answer', isFirst, HEEDLESS),
  ...ceilings(`after ${EVENTS} answers`, isLate, EVERYONE),
  {
    what: 'share put forward that leads to what the producer means, heeding no answer',
    target: '≥ 0.80',
    of: (runs) => shareOf(runs, isFirst, ({ suits }) => suits),
    learners: HEEDLESS,
  },
  {
    what: `the same after ${EVENTS} answers`,
    target: '≥ 0.80',
    of: (runs) => shareOf(runs, isLate, ({ suits }) => suits),
    learners: EVERYONE,
  },
  {
    what: 'acceptance of what is kept aside and was opened',
    target: '',
    of: acceptance(({ isAside }) => isAside),
    learners: EVERYONE,
  },
  { what: 'regret, first session', target: '', of: regret(0, FIRST), learners: EVERYONE },
  { what: 'regret, last sessions', target: 'less than both', of: regret(-LAST, Infinity), learners: EVERYONE },
  {
    what: 'Brier skill of the confidence, P(improves) × P(accepted)',
    target: '> 0',
    of: (runs) => calibrationOf(lateForecasts(runs)).skill,
    learners: EVERYONE,
  },
  {
    what: 'the same of P(accepted) alone',
    target: '',
    of: (runs) => calibrationOf(lateForecasts(runs, ({ stated, improves }) => stated / improves)).skill,
    learners: EVERYONE,
  },
  {
    what: 'the same of one who knows the true chances of these fixes',
    target: '',
    of: (runs) => calibrationOf(lateForecasts(runs, ({ chance }) => chance)).skill,
    learners: EVERYONE,
  },
  {
    what: 'P(improves) as stated, put forward or opened',
    target: '',
    of: (runs) => mean(runs.flatMap(({ answered }) => answered.map(({ improves }) => improves))),
    learners: EVERYONE,
  },
  {
    what: 'share of these that were for a fault, or would be by the references’ targets',
    target: 'the same',
    of: (runs) =>
      shareOf(
        runs,
        () => true,
        ({ refused }) => refused['no fault'] === 0 && refused.tolerance === 0,
      ),
    learners: EVERYONE,
  },
  {
    what: 'share of hidden target offsets recovered',
    target: '> 0.3',
    of: (runs) => slope(runs.flatMap(({ offsets }) => offsets)),
    learners: LEARNER,
  },
  {
    what: 'shift of targets that are the references’ (mean size)',
    target: '≤ 0.1',
    of: (runs) => mean(runs.flatMap(({ falseShifts }) => falseShifts.map(Math.abs))),
    learners: LEARNER,
  },
  {
    what: 'share of hidden sizes recovered',
    target: '> 0.5',
    of: (runs) => slope(runs.flatMap(({ sizes }) => sizes)),
    learners: LEARNER,
  },
  {
    what: 'share of hidden model gains recovered',
    target: '> 0.5',
    of: (runs) => slope(runs.flatMap(({ gains }) => gains)),
    learners: LEARNER,
  },
  { what: 'fixes put forward, first session', target: '', of: fixes(0, FIRST), learners: EVERYONE },
  { what: 'fixes put forward, last sessions', target: '', of: fixes(-LAST), learners: EVERYONE },
  { what: 'fixes kept aside, first session', target: '', of: asides(0, FIRST), learners: EVERYONE },
  { what: 'fixes kept aside, last sessions', target: '', of: asides(-LAST), learners: EVERYONE },
  {
    what: `producers who give ${EVENTS} answers`,
    target: '',
    of: (runs) => mean(runs.map(({ answered }) => Number(answered.some(isLateSeen)))),
    learners: EVERYONE,
  },
  {
    what: 'plans of the last sessions that put nothing forward',
    target: '≤ 0.01',
    of: (runs) => mean(runs.flatMap((run) => run.sessions.slice(-LAST).map((session) => Number(session.fixes === 0)))),
    learners: EVERYONE,
  },
];

/**
 * What acceptance could be at most, by construction: what would be taken of what was put forward if its refusals came
 * of some causes alone.
 */
function ceilings(when: string, isCounted: (one: Answered) => boolean, learners: readonly Learner[]): LearningFigure[] {
  const causes: readonly (readonly [string, readonly RefusalCause[]])[] = [
    ['noise alone', ['noise']],
    ['noise and tolerance', ['noise', 'tolerance']],
    ['noise, tolerance and habits', ['noise', 'tolerance', 'habit']],
    ['these, own targets and own sizes', ['noise', 'tolerance', 'habit', 'own target', 'own size']],
  ];
  return causes.map(([name, of]) => ({
    what: `ceiling ${when}: ${name}`,
    target: '',
    of: (runs) =>
      mean(
        runs
          .flatMap(({ answered }) => answered)
          .filter(isCounted)
          .map(({ refused }) => 1 - sum(of.map((cause) => refused[cause]))),
      ),
    learners,
  }));
}

function shareOf(runs: readonly Run[], isCounted: (one: Answered) => boolean, is: (one: Answered) => boolean): number {
  return mean(runs.flatMap(({ answered }) => answered.filter(isCounted).map((one) => Number(is(one)))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
