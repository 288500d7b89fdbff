import { gaussian, type Random } from '../../../src/dsp/seeded-random.ts';

/** Kinds of fix and the device model each goes by, as the plans have them. */
export const KINDS = [
  { kind: 'fader', model: 'Mixer' },
  { kind: 'pan', model: 'Mixer' },
  { kind: 'width', model: 'Utility' },
  { kind: 'bass mono', model: 'Utility' },
  { kind: 'bell', model: 'EQ Eight' },
  { kind: 'low shelf', model: 'EQ Eight' },
  { kind: 'high shelf', model: 'EQ Eight' },
  { kind: 'low cut', model: 'EQ Eight' },
] as const;
export const ROLES = ['kick', 'bass', 'lead', 'pad', 'pluck', 'hats', 'percussion', 'vocal'] as const;
/** Features that mixes are told apart by; each is one row of the yardstick. */
export const FEATURES: readonly string[] = [
  ...[40, 63, 100, 160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 10000].map((hz) => `tone.band.${hz}`),
  'tone.air',
  'tone.mud',
  'stereo.width.250',
  'stereo.width.1000',
  'stereo.width.4000',
  'stereo.correlation.1000',
  'lowEnd.kickToBass',
];

/** A fix as it is put to the producer. */
export interface PutFix {
  kind: string;
  role: string;
  relativeSize: number;
  benefit: number;
  /**
   * The feature that it is for, where the mix stands and where the fix puts it, in spreads from the references' median.
   */
  feature: string;
  before: number;
  after: number;
}

export interface GivenAnswer {
  answer: 'accept' | 'change' | 'skip';
  /** Used size over prescribed size. */
  sizeRatio: number;
}

/** What nobody but the simulation knows of a producer. */
export interface HiddenTaste {
  /** Log odds of liking a kind on a role, apart from what the fix is for. */
  habit(kind: string, role: string): number;
  /** Where the producer's own target of a feature lies, in spreads from the references' median; mostly 0. */
  offset(feature: string): number;
  /** How far from the own target is still right, in spreads. */
  tolerance: number;
  /** Usual share of a prescribed size, as a natural logarithm. */
  logSize(kind: string): number;
  /** Share of answers that are given by a coin. */
  noise: number;
  /** Measured over predicted change of each device model in this producer's set. */
  gain(model: string): number;
}

/** How a population of producers is drawn. */
export interface Population {
  /** Log odds of the typical habit, and how far kinds, roles and kinds on roles scatter about it. */
  typical: number;
  kind: number;
  role: number;
  pair: number;
  /** Scatter of log sizes and of log model gains. */
  size: number;
  gain: number;
}

/**
 * How far producers differ. The first was chosen before the learning was tuned; the prior of acceptance is fitted to it
 * (`fit-acceptance-prior.ts`), with other seeds. The others are populations that it was not fitted to.
 */
export const POPULATIONS = {
  usual: { typical: 2.6, kind: 0.9, role: 0.5, pair: 0.9, size: 0.35, gain: 0.12 },
  picky: { typical: 1.2, kind: 1.3, role: 0.8, pair: 0.9, size: 0.35, gain: 0.12 },
  even: { typical: 2.6, kind: 0.3, role: 0.2, pair: 0.3, size: 0.35, gain: 0.12 },
} as const satisfies Record<string, Population>;

/** One feature in ten has another target; it lies one to two and a half spreads off. */
export const TARGETS = { share: 1 / 10, nearest: 1, farthest: 2.5 } as const;

/** Draws a producer: the same random numbers give the same one. */
export function drawProducer(random: Random, population: Population): HiddenTaste {
  const normals = new Map<string, number>();
  const normalOf = (name: string): number => {
    const known = normals.get(name);
    if (known !== undefined) return known;
    const drawn = gaussian(random);
    normals.set(name, drawn);
    return drawn;
  };
  // Drawn at once, so that no order of questions changes who it is.
  for (const { kind, model } of KINDS) {
    normalOf(`kind ${kind}`);
    normalOf(`size ${kind}`);
    normalOf(`gain ${model}`);
    for (const role of ROLES) normalOf(`pair ${kind} ${role}`);
  }
  for (const role of ROLES) normalOf(`role ${role}`);
  const offsets = new Map(
    FEATURES.map((feature) => {
      const side = random() < 0.5 ? -1 : 1;
      const far = TARGETS.nearest + (TARGETS.farthest - TARGETS.nearest) * random();
      return [feature, random() < TARGETS.share ? side * far : 0] as const;
    }),
  );
  const commonSize = gaussian(random);
  return {
    habit: (kind, role) =>
      population.typical +
      population.kind * normalOf(`kind ${kind}`) +
      population.role * normalOf(`role ${role}`) +
      population.pair * normalOf(`pair ${kind} ${role}`),
    offset: (feature) => offsets.get(feature) ?? 0,
    tolerance: 0.4 + 0.4 * random(),
    logSize: (kind) => -0.15 + population.size * (0.7 * commonSize + 0.7 * normalOf(`size ${kind}`)),
    noise: 0.1 + 0.1 * random(),
    gain: (model) => Math.exp(population.gain * normalOf(`gain ${model}`)),
  };
}

/** The share of such fixes that this producer takes, noise included. */
export function chanceOf(producer: HiddenTaste, fix: PutFix): number {
  return chanceAt(producer, fix, producer.offset(fix.feature));
}

/** The same if the producer's target of that feature lay there. */
export function chanceAt(producer: HiddenTaste, fix: PutFix, offset: number): number {
  // A fix that takes the mix away from where the producer wants it is refused, unless it stays within tolerance.
  const [was, is] = [Math.abs(fix.before - offset), Math.abs(fix.after - offset)];
  const suits = is < was || is <= producer.tolerance ? 1 : 0.05;
  const logOdds =
    producer.habit(fix.kind, fix.role) + 0.3 * Math.log2(fix.benefit / 0.1) - 0.7 * Math.max(0, fix.relativeSize - 1);
  const wanted = suits / (1 + Math.exp(-logOdds));
  return (1 - producer.noise) * wanted + producer.noise / 2;
}

/** A size further off than this is changed before the fix is taken, and not just lived with. */
const CHANGED_LOG_SIZE = 0.2;

export function answerOf(producer: HiddenTaste, fix: PutFix, random: Random): GivenAnswer {
  if (random() >= chanceOf(producer, fix)) return { answer: 'skip', sizeRatio: 1 };
  const logSize = producer.logSize(fix.kind) + 0.2 * gaussian(random);
  return Math.abs(logSize) > CHANGED_LOG_SIZE
    ? { answer: 'change', sizeRatio: Math.exp(logSize) }
    : { answer: 'accept', sizeRatio: 1 };
}
