import { Command } from 'commander';
import { gaussian, seededRandom } from '../../../src/dsp/seeded-random.ts';
import { AcceptanceModel, type AcceptanceOutcome } from '../../../src/learning/acceptance-model.ts';
import { ACCEPTANCE_PRIOR, type AcceptancePrior } from '../../../src/learning/acceptance-prior.ts';
import { chanceOf, drawProducer, KINDS, POPULATIONS, ROLES } from './simulated-producer.ts';

/**
 * Fits the prior of acceptance: `node scripts/run.mjs scripts/bench/learning/fit-acceptance-prior.ts`. Simulated
 * producers of all populations in equal parts answer fixes of kinds, roles and sizes drawn at random, whose targets are
 * theirs; each answer is stated beforehand from those before it, and the prior is sought under which what was stated
 * costs the least logarithm of loss. By coordinates, each stepped up and down as long as that helps. The seeds are
 * others than the benchmark's.
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
        const { probability } = model.estimate(one);
        loss -= Math.log(one.accepted === 1 ? probability : 1 - probability);
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
    const { kind } = KINDS[Math.floor(random() * KINDS.length)];
    const role = ROLES[Math.floor(random() * ROLES.length)];
    const relativeSize = 0.5 + 1.5 * random();
    const benefit = 0.1 * 2 ** Math.max(-2, Math.min(2, gaussian(random)));
    // What a fix is for is not the prior's matter.
    const fix = { kind, role, relativeSize, benefit, suits: true };
    const accepted = random() < chanceOf(producer, fix) ? 1 : 0;
    return { kind, role, relativeSize, benefit, risk: 'low', accepted, weight: 1 };
  });
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
