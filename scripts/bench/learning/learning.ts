import { Command, Option } from 'commander';
import { calibrationOf } from '../../../src/learning/calibration.ts';
import { bootstrapped } from '../bootstrap.ts';
import { figureTable } from '../figure-table.ts';
import { EVENTS, FIGURES, lateForecasts, type LearningFigure } from './figures.ts';
import type { Learner } from './learners.ts';
import { runProducer, type Run } from './sessions.ts';
import { POPULATIONS } from './simulated-producer.ts';

interface Request {
  producers: number;
  sessions: number;
  seed: number;
  population: keyof typeof POPULATIONS;
}

/**
 * How well it learns a producer, on simulated ones with hidden habits, sizes, targets and 10 to 20 % of answers given
 * by a coin: `npm run bench:learning`. Each figure with the interval that holds it in 95 of 100 draws of producers;
 * beside it what the same rules of planning would reach with the hidden taste known, with the share of accepted fixes
 * alone, and without learning. Prints, asserts nothing.
 */
function benchLearning({ producers, sessions, seed, population }: Request): void {
  const runsOf = (learner: Learner): Run[] =>
    Array.from({ length: producers }, (_, i) => runProducer(seed + i, sessions, learner, POPULATIONS[population]));
  const columns: readonly (readonly [Learner, string])[] = [
    ['taste', 'learned'],
    ['knows all', 'hidden taste known'],
    ['global rate', 'rate alone'],
    ['none', 'nothing learned'],
  ];
  const runs = new Map(columns.map(([learner]) => [learner, runsOf(learner)] as const));
  const lines = FIGURES.map((figure) => {
    const [first, ...others] = columns.map(([learner]) =>
      figure.learners.includes(learner) ? intervalOf(runs.get(learner) ?? [], figure.of) : '',
    );
    return [figure.what, first, figure.target, ...others];
  });
  const [first, ...others] = columns.map(([, name]) => name);
  process.stdout.write(
    `${producers} ${population} producers, ${sessions} sessions each, seeds from ${seed}.\n` +
      figureTable(['', first, 'target', ...others], lines) +
      `\nChances stated after ${EVENTS} answers, and what came:\n${reliability(runs.get('taste') ?? [])}`,
  );
}

function reliability(runs: readonly Run[]): string {
  const digits = (value: number): string => value.toFixed(3);
  return figureTable(
    ['stated', 'fixes', 'mean stated', 'taken', '95 % interval'],
    calibrationOf(lateForecasts(runs)).bins.map((bin) => [
      `${bin.from} … ${bin.to}`,
      String(bin.count),
      digits(bin.stated),
      digits(bin.came),
      `${digits(bin.low)} … ${digits(bin.high)}`,
    ]),
  );
}

const RESAMPLES = 200;

/** The figure, and where it lies in 95 of 100 resamples of the producers. */
function intervalOf(runs: readonly Run[], of: LearningFigure['of']): string {
  const { value, low, high } = bootstrapped(runs, (run) => run, of, RESAMPLES);
  return `${value.toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`;
}

const program = new Command('bench:learning')
  .option('--producers <count>', 'how many producers', Number, 200)
  .option('--sessions <count>', 'how many sessions each', Number, 16)
  .option('--seed <number>', 'of the first producer', Number, 1)
  .addOption(
    new Option('--population <name>', 'how the producers are drawn').choices(Object.keys(POPULATIONS)).default('usual'),
  )
  .parse();
benchLearning(program.opts());
