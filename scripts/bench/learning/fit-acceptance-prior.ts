import { Command } from 'commander';
import { gaussian, seededRandom, type Random } from '../../../src/dsp/seeded-random.ts';
import type { Normal } from '../../../src/dsp/units.ts';
import type { FixKindName } from '../../../src/fixes/fix-kind.ts';
import { AcceptanceModel, chanceToTake, type AcceptanceOutcome } from '../../../src/learning/acceptance-model.ts';
import { ACCEPTANCE_PRIOR, type AcceptancePrior } from '../../../src/learning/acceptance-prior.ts';
import { chanceOf, drawProducer, POPULATIONS, ROLES } from './simulated-producer.ts';

/**
 * Fits the prior of acceptance: `node scripts/run.mjs scripts/bench/learning/fit-acceptance-prior.ts`. Simulated
 * producers of all populations in equal parts answer fixes of kinds as plans have them, of roles and sizes drawn at
 * random, and as often for nothing as is stated; each answer is stated beforehand from those before it, and the prior
 * is sought under which what was stated costs the least logarithm of loss. By coordinates, each stepped up and down
 * as long as that helps. The seeds are others than the benchmark's.
 */
function fitPrior({ producers, answers, seed, from, steps }: FitRequest): void {
  const histories = Object.values(POPULATIONS).flatMap((population, p) =>
    Array.from({ length: producers }, (_, i) => historyOf(seed + 1000 * p + i, answers, population)),
  );
  let prior = from ?? ACCEPTANCE_PRIOR;
  let loss = lossOf(histories, prior);
  process.stdout.write(`as it stands: ${loss.toFixed(4)} a stated answer\n`);
  for (const step of steps) {
    for (let isBetter = true; isBetter;) {
      isBetter = false;
      for (const change of CHANGES) {
        for (const by of [step, -step]) {
          const tried = change(prior, by);
          const triedLoss = lossOf(histories, tried);
          if (triedLoss >= loss) continue;
          [prior, loss, isBetter] = [tried, triedLoss, true];
        }
      }
      process.stdout.write(`step ${step}: ${loss.toFixed(4)} ${JSON.stringify(prior)}\n`);
    }
  }
}

interface FitRequest {
  producers: number;
  answers: number;
  seed: number;
  from?: AcceptancePrior;
  steps: readonly number[];
}

type Change = (prior: AcceptancePrior, by: number) => AcceptancePrior;

/**
 * Means move by steps, deviations by shares of themselves. How producers differ in the slopes is not fitted: simulated
 * ones do not.
 */
const CHANGES: readonly Change[] = [
  ...(['typical', 'benefit', 'size'] as const).map((name): Change => (prior, by) => ({
    ...prior,
    [name]: { ...prior[name], mean: prior[name].mean + by },
  })),
  (prior, by) => ({ ...prior, typical: { ...prior.typical, deviation: prior.typical.deviation * (1 + by) } }),
  ...(['kindDeviation', 'roleDeviation', 'pairDeviation'] as const).map((name): Change => (prior, by) => ({
    ...prior,
    [name]: prior[name] * (1 + by),
  })),
];

/** Every so many answers the model is made anew, as from plan to plan. */
const ANSWERS_A_PLAN = 4;

function lossOf(histories: readonly (readonly AcceptanceOutcome[])[], prior: AcceptancePrior): number {
  let loss = 0;
  let count = 0;
  for (const history of histories) {
    for (let from = 0; from < history.length; from += ANSWERS_A_PLAN) {
      const model = new AcceptanceModel(history.slice(0, from), prior);
      for (const one of history.slice(from, from + ANSWERS_A_PLAN)) {
        const taken = chanceToTake(model.rightness(one.improves) * model.estimate(one).willing, prior.careless);
        loss -= Math.log(one.accepted === 1 ? taken : 1 - taken);
        count++;
      }
    }
  }
  return loss / count;
}

function historyOf(
  seed: number,
  answers: number,
  population: (typeof POPULATIONS)[keyof typeof POPULATIONS],
): AcceptanceOutcome[] {
  const random = seededRandom(seed);
  const producer = drawProducer(random, population);
  return Array.from({ length: answers }, () => {
    const kind = drawKind(random);
    const role = ROLES[Math.floor(random() * ROLES.length)];
    const relativeSize = 0.5 + 1.5 * random();
    const benefit = 0.1 * 2 ** Math.max(-2, Math.min(2, gaussian(random)));
    const improves = 1 - MOST_DOUBT * random() ** 2;
    const suits = random() < improves;
    const accepted = random() < chanceOf(producer, { kind, role, relativeSize, benefit, suits }) ? 1 : 0;
    return { kind, role, relativeSize, benefit, improves, risk: 'low', accepted, weight: 1 };
  });
}

/** What is more doubtful than this is hardly ever put forward. */
const MOST_DOUBT: Normal = 0.5;

/** Shares of the kinds in 676 fixes that plans for producers from seed 30001 on put forward before any answer. */
const KIND_SHARES: readonly (readonly [FixKindName, Normal])[] = [
  ['bell', 0.47],
  ['fader', 0.3],
  ['width', 0.13],
  ['high shelf', 0.05],
  ['low shelf', 0.03],
  ['polarity', 0.02],
];

function drawKind(random: Random): FixKindName {
  let left = random() * KIND_SHARES.reduce((sum, [, share]) => sum + share, 0);
  return (KIND_SHARES.find(([, share]) => (left -= share) < 0) ?? KIND_SHARES[0])[0];
}

const program = new Command('fit-acceptance-prior')
  .option(
    '--from <prior>',
    'JSON of a prior to go on from, as an earlier run printed it',
    (text) => JSON.parse(text) as AcceptancePrior,
  )
  .option('--steps <sizes>', 'sizes of the steps, with commas', (text) => text.split(',').map(Number), [0.3, 0.1])
  .option('--producers <count>', 'how many producers of each population', Number, 40)
  .option('--answers <count>', 'how many answers each', Number, 48)
  .option('--seed <number>', 'of the first producer', Number, 70_001)
  .parse();
fitPrior(program.opts());
