import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { Command, Option } from 'commander';
import { calibrationOf } from '../../../src/learning/calibration.ts';
import type { Normal } from '../../../src/dsp/units.ts';
import { bootstrapped } from '../bootstrap.ts';
import { figureTable } from '../figure-table.ts';
import { BREAKDOWNS, tradeOffs } from './breakdowns.ts';
import { EVENTS, FIGURES, isFirstSeen, isLateSeen, lateForecasts } from './figures.ts';
import type { Learner } from './learners.ts';
import { runInThreads, serveProducers, type ProducerOrder } from './producer-threads.ts';
import type { Answered, Run } from './sessions.ts';
import { POPULATIONS } from './simulated-producer.ts';

interface Request {
  producers: number;
  sessions: number;
  seed: number;
  population: ProducerOrder['population'];
  opens: number;
  threads: number;
  keep?: string;
}

const COLUMNS: readonly (readonly [Learner, string])[] = [
  ['taste', 'learned'],
  ['none', 'nothing learned'],
  ['global rate', 'rate alone'],
  ['knows all', 'hidden taste known'],
];

/**
 * How well it learns a producer, on simulated ones with hidden habits, sizes and ways of mixing, 10 to 20 % of whose
 * answers are given by a coin: `npm run bench:learning`. Every plan is the product's own, solver and all, of a song in
 * third octaves; what is simulated is the song and the person. Each figure with the interval that holds it in 95 of 100
 * draws of producers; beside it what the same planner reaches without learning, with the share of accepted fixes alone,
 * and with the hidden taste known; what learning adds is reckoned producer by producer. Prints, asserts nothing.
 *
 * What is put forward before anything is known is best read where nothing is learned: there every plan is a first one.
 * After forty answers only those are looked at who give as many, and who are shown more that is refused are among them
 * sooner: enough sessions let all of them in.
 *
 * A plan takes about half a second of processor time: 24 producers of 32 sessions, four ways each, some half an hour.
 */
async function benchLearning({ producers, sessions, seed, population, opens, threads, keep }: Request): Promise<void> {
  // Producer by producer, so that a run that is cut short has kept whole ones.
  const orders = Array.from({ length: producers }, (_, i) =>
    COLUMNS.map(([learner]) => ({ learner, seed: seed + i, sessions, population, opens })),
  ).flat();
  const all = await runInThreads(orders, { threads, keptFile: keep });
  const runs = new Map(
    COLUMNS.map(([learner], c) => [learner, all.filter((_, at) => at % COLUMNS.length === c)] as const),
  );
  const pairs = (runs.get('taste') ?? []).map((learned, i) => ({ learned, none: (runs.get('none') ?? [])[i] }));
  const lines = FIGURES.map(({ what, target, of, learners }) => {
    const [first, ...others] = COLUMNS.map(([learner]) =>
      learners.includes(learner) ? intervalOf(runs.get(learner) ?? [], of) : '',
    );
    const added = (drawn: readonly (typeof pairs)[number][]): number =>
      of(drawn.map(({ learned }) => learned)) - of(drawn.map(({ none }) => none));
    return [
      what,
      first,
      target,
      learners.includes('none') && learners.includes('taste') ? intervalOf(pairs, added) : '',
      ...others,
    ];
  });
  const [first, ...others] = COLUMNS.map(([, name]) => name);
  process.stdout.write(
    `${producers} ${population} producers, ${sessions} sessions each, seeds from ${seed}; what is kept aside is opened in ${Math.round(100 * opens)} % of them.\n` +
      figureTable(['', first, 'target', 'more than without', ...others], lines) +
      BREAKDOWNS.map(({ title, lines: causes }) => `\n${title}:\n${breakdown(runs, causes)}`).join('') +
      TRADE_OFFS.map(({ title, ...trade }) => `\n${title}:\n${tradeOff(runs.get(trade.learner) ?? [], trade)}`).join(
        '',
      ) +
      `\nConfidence stated after ${EVENTS} answers, and what came:\n${reliability(runs.get('taste') ?? [])}`,
  );
}

function breakdown(runs: ReadonlyMap<Learner, readonly Run[]>, lines: (typeof BREAKDOWNS)[number]['lines']): string {
  return figureTable(
    ['', ...COLUMNS.map(([, name]) => name)],
    lines.map(({ what, of }) => [what, ...COLUMNS.map(([learner]) => of(runs.get(learner) ?? []).toFixed(3))]),
  );
}

interface Trade {
  learner: Learner;
  isCounted: (one: Answered) => boolean;
  sureness: (one: Answered) => Normal;
}

/** What acceptance costs, by what is stated, and by what nobody knows: no planner of these fixes does better. */
const TRADE_OFFS: readonly (Trade & { title: string })[] = (
  [
    ['heeding no answer', isFirstSeen, 'none'],
    [`after ${EVENTS} answers`, isLateSeen, 'taste'],
  ] as const
).flatMap(([when, isCounted, learner]) => [
  {
    ...{ title: `Were only that put forward which is stated as surer, ${when}`, isCounted, learner },
    sureness: ({ stated }) => stated,
  },
  {
    ...{ title: `Were only that put forward whose true chance is greater, ${when}`, isCounted, learner },
    sureness: ({ chance }) => chance,
  },
]);

function tradeOff(runs: readonly Run[], { isCounted, sureness }: Trade): string {
  return figureTable(
    ['from', 'shown', 'accepted', 'right ones left', 'worth left'],
    tradeOffs(runs, isCounted, sureness).map((one) => [
      String(one.limit),
      ...[one.shown, one.acceptance, one.rightLeft, one.worthLeft].map((value) => value.toFixed(3)),
    ]),
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
function intervalOf<T>(producers: readonly T[], of: (drawn: readonly T[]) => number): string {
  const { value, low, high } = bootstrapped(producers, (one) => one, of, RESAMPLES);
  return `${value.toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`;
}

const program = new Command('bench:learning')
  .option('--producers <count>', 'how many producers', Number, 24)
  .option('--sessions <count>', 'how many sessions each', Number, 32)
  .option('--seed <number>', 'of the first producer', Number, 1)
  .option('--opens <share>', 'in what share of sessions what is kept aside is looked at', Number, 1 / 3)
  .addOption(
    new Option('--population <name>', 'how the producers are drawn').choices(Object.keys(POPULATIONS)).default('usual'),
  )
  .option('--threads <count>', 'producers side by side', Number, availableParallelism())
  .option('--keep <file>', 'add runs there as they are made, and make none anew that is there: for work in parts')
  .parse();
void (isMainThread ? benchLearning(program.opts()) : serveProducers());
