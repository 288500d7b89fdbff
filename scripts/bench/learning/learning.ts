import { Command } from 'commander';
import { calibrationOf } from '../../../src/learning/calibration.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import { bootstrapped } from '../bootstrap.ts';
import { figureTable } from '../figure-table.ts';
import { runProducer, type Learner, type Run } from './sessions.ts';

/**
 * How well it learns a producer, on simulated ones with hidden habits, sizes, targets and 10 to 20 % of answers given
 * by a coin: `npm run bench:learning`. Each figure with the interval that holds it in 95 of 100 draws of producers;
 * beside it the same without learning, and with the share of accepted fixes alone. Prints, asserts nothing.
 */
function benchLearning({ producers, sessions, seed }: { producers: number; sessions: number; seed: number }): void {
  const runsOf = (learner: Learner): Run[] =>
    Array.from({ length: producers }, (_, i) => runProducer(seed + i, sessions, learner));
  const runs = { taste: runsOf('taste'), 'global rate': runsOf('global rate'), none: runsOf('none') };
  const lines = FIGURES.map(({ what, target, of, baselines }) => {
    const told = baselines === false ? ['', ''] : [runs['global rate'], runs.none].map((all) => intervalOf(all, of));
    return [what, intervalOf(runs.taste, of), target, ...told];
  });
  const table = figureTable(['', 'learned', 'target', 'rate alone', 'nothing learned'], lines);
  process.stdout.write(`${producers} producers, ${sessions} sessions each, seeds from ${seed}.\n${table}`);
}

interface Figure {
  what: string;
  target: string;
  /** Over some producers. */
  of: (runs: readonly Run[]) => number;
  /** False where only a learner has such a figure. */
  baselines?: boolean;
}

const EVENTS = 40;
/** Sessions at the start, before much was learned, and at the end. */
const FIRST = 1;
const LAST = 3;

const acceptance =
  (from: number, to: number) =>
  (runs: readonly Run[]): number =>
    mean(
      runs
        .flatMap(({ answered }) => answered)
        .filter(({ eventsBefore }) => eventsBefore >= from && eventsBefore < to)
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

const slope = (pairs: readonly { hidden: number; learned: number }[]): number =>
  sum(pairs.map(({ hidden, learned }) => hidden * learned)) / sum(pairs.map(({ hidden }) => hidden ** 2));

const FIGURES: readonly Figure[] = [
  { what: 'acceptance of shown fixes, before the first answer', target: '≥ 0.80', of: acceptance(0, 1) },
  { what: `acceptance, after ${EVENTS} answers`, target: '≥ 0.85', of: acceptance(EVENTS, Infinity) },
  { what: 'regret, first session', target: '', of: regret(0, FIRST) },
  { what: 'regret, last sessions', target: 'less than both', of: regret(-LAST, Infinity) },
  {
    what: 'Brier skill of stated chances',
    target: '> 0',
    of: (runs) =>
      calibrationOf(
        runs.flatMap(({ answered }) =>
          answered
            .filter(({ eventsBefore }) => eventsBefore >= EVENTS)
            .map(({ stated, taken }) => ({ stated, came: taken ? (1 as const) : (0 as const) })),
        ),
      ).skill,
  },
  {
    what: 'Brier skill of one who knows the true chances',
    target: '',
    of: (runs) =>
      calibrationOf(
        runs.flatMap(({ answered }) =>
          answered
            .filter(({ eventsBefore }) => eventsBefore >= EVENTS)
            .map(({ chance, taken }) => ({ stated: chance, came: taken ? (1 as const) : (0 as const) })),
        ),
      ).skill,
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
  },
  {
    what: 'share of hidden target offsets recovered',
    target: '> 0.3',
    baselines: false,
    of: (runs) => slope(runs.flatMap(({ offsets }) => offsets)),
  },
  {
    what: 'shift of targets that are the references’ (mean size)',
    target: '≤ 0.1',
    baselines: false,
    of: (runs) => mean(runs.flatMap(({ falseShifts }) => falseShifts.map(Math.abs))),
  },
  {
    what: 'share of hidden sizes recovered',
    target: '> 0.5',
    baselines: false,
    of: (runs) => slope(runs.flatMap(({ sizes }) => sizes)),
  },
  {
    what: 'share of hidden model gains recovered',
    target: '> 0.5',
    baselines: false,
    of: (runs) => slope(runs.flatMap(({ gains }) => gains)),
  },
  { what: 'fixes a plan, first session', target: '', of: fixes(0, FIRST) },
  { what: 'fixes a plan, last sessions', target: '', of: fixes(-LAST) },
  {
    what: 'plans of the last sessions without a fix (four faults in each mix)',
    target: '≤ 0.01',
    of: (runs) => mean(runs.flatMap((run) => run.sessions.slice(-LAST).map((session) => Number(session.fixes === 0)))),
  },
];

const RESAMPLES = 200;

/** The figure, and where it lies in 95 of 100 resamples of the producers. */
function intervalOf(runs: readonly Run[], of: Figure['of']): string {
  const { value, low, high } = bootstrapped(runs, (run) => run, of, RESAMPLES);
  return `${value.toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const program = new Command('bench:learning')
  .option('--producers <count>', 'how many producers', Number, 200)
  .option('--sessions <count>', 'how many sessions each', Number, 16)
  .option('--seed <number>', 'of the first producer', Number, 1)
  .parse();
benchLearning(program.opts());
