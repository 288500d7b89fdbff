import { Command, Option } from 'commander';
import { calibrationOf } from '../../../src/learning/calibration.ts';
import { bootstrapped } from '../bootstrap.ts';
import { figureTable } from '../figure-table.ts';
import { EVENTS, FIGURES, lateForecasts, type LearningFigure } from './figures.ts';
import type { Learner } from './learners.ts';
import { runProducer, type Run } from './sessions.ts';
import { POPULATIONS } from './simulated-producer.ts';
import { Studio } from './studio.ts';

interface Request {
  producers: number;
  sessions: number;
  seed: number;
  population: keyof typeof POPULATIONS;
  opens: number;
}

/**
 * How well it learns a producer, on simulated ones with hidden habits, sizes and ways of mixing, 10 to 20 % of whose
 * answers are given by a coin: `npm run bench:learning`. Every plan is the product's own, solver and all, of a song in
 * third octaves; what is simulated is the song and the person. Each figure with the interval that holds it in 95 of 100
 * draws of producers; beside it what the same planner reaches with the hidden taste known, with the share of accepted
 * fixes alone, and without learning. Prints, asserts nothing.
 */
async function benchLearning({ producers, sessions, seed, population, opens }: Request): Promise<void> {
  const studio = await Studio.open();
  const runsOf = (learner: Learner): Run[] =>
    Array.from({ length: producers }, (_, i) =>
      runProducer(studio, { seed: seed + i, sessions, learner, population: POPULATIONS[population], opens }),
    );
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
    `${producers} ${population} producers, ${sessions} sessions each, seeds from ${seed}; what is kept aside is opened in ${Math.round(100 * opens)} % of them.\n` +
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
  .option('--producers <count>', 'how many producers', Number, 24)
  .option('--sessions <count>', 'how many sessions each', Number, 24)
  .option('--seed <number>', 'of the first producer', Number, 1)
  .option('--opens <share>', 'in what share of sessions what is kept aside is looked at', Number, 1 / 3)
  .addOption(
    new Option('--population <name>', 'how the producers are drawn').choices(Object.keys(POPULATIONS)).default('usual'),
  )
  .parse();
void benchLearning(program.opts());
