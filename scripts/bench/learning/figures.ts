import { mean } from '../../../src/dsp/statistics.ts';
import { calibrationOf, type Forecast } from '../../../src/learning/calibration.ts';
import type { Learner } from './learners.ts';
import type { Answered, Recovered, Run } from './sessions.ts';

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
const LAST = 3;

const EVERYONE: readonly Learner[] = ['taste', 'knows all', 'global rate', 'none'];
const LEARNER: readonly Learner[] = ['taste'];

const acceptance =
  (isCounted: (one: Answered) => boolean) =>
  (runs: readonly Run[]): number =>
    mean(
      runs
        .flatMap(({ answered }) => answered)
        .filter(isCounted)
        .map(({ taken }) => Number(taken)),
    );

const regret =
  (from: number, to: number) =>
  (runs: readonly Run[]): number => {
    const sessions = runs.flatMap((run) => run.sessions.slice(from, to));
    return 1 - sum(sessions.map(({ gain }) => gain)) / sum(sessions.map(({ bestGain }) => bestGain));
  };

const fixes =
  (from: number, to?: number) =>
  (runs: readonly Run[]): number =>
    mean(runs.flatMap((run) => run.sessions.slice(from, to).map((session) => session.fixes)));

const slope = (pairs: readonly Recovered[]): number =>
  sum(pairs.map(({ hidden, learned }) => hidden * learned)) / sum(pairs.map(({ hidden }) => hidden ** 2));

/** What was stated with the fixes that were shown after 40 answers, and what came. */
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
    what: 'acceptance of shown fixes, before the first answer',
    target: '≥ 0.80',
    of: acceptance(({ eventsBefore }) => eventsBefore === 0),
    learners: EVERYONE,
  },
  {
    what: `acceptance, after ${EVENTS} answers`,
    target: '≥ 0.85',
    of: acceptance(({ eventsBefore }) => eventsBefore >= EVENTS),
    learners: EVERYONE,
  },
  { what: 'regret, first session', target: '', of: regret(0, FIRST), learners: EVERYONE },
  { what: 'regret, last sessions', target: 'less than both', of: regret(-LAST, Infinity), learners: EVERYONE },
  {
    what: 'Brier skill of stated chances',
    target: '> 0',
    of: (runs) => calibrationOf(lateForecasts(runs)).skill,
    learners: EVERYONE,
  },
  {
    what: 'the same of one who knows the true chances of these fixes',
    target: '',
    of: (runs) => calibrationOf(lateForecasts(runs, ({ chance }) => chance)).skill,
    learners: EVERYONE,
  },
  {
    what: 'stated less true chance, root mean square',
    target: '',
    of: (runs) =>
      Math.sqrt(
        mean(
          runs.flatMap(({ answered }) =>
            answered
              .filter(({ eventsBefore }) => eventsBefore >= EVENTS)
              .map(({ stated, chance }) => (stated - chance) ** 2),
          ),
        ),
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
    what: 'the same of one who knows all else, from the same answers',
    target: '',
    of: (runs) => slope(runs.flatMap(({ bestOffsets }) => bestOffsets)),
    learners: EVERYONE,
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
  { what: 'fixes a plan, first session', target: '', of: fixes(0, FIRST), learners: EVERYONE },
  { what: 'fixes a plan, last sessions', target: '', of: fixes(-LAST), learners: EVERYONE },
  {
    what: 'plans of the last sessions without a fix (four faults in each mix)',
    target: '≤ 0.01',
    of: (runs) => mean(runs.flatMap((run) => run.sessions.slice(-LAST).map((session) => Number(session.fixes === 0)))),
    learners: EVERYONE,
  },
];

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
