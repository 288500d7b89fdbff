import { gaussian, type Random } from '../../../src/dsp/seeded-random.ts';
import type { FIX_KINDS } from '../../../src/fixes/fix-kinds.ts';
import { FEATURES, KINDS, ROLES, type HiddenTaste } from './simulated-producer.ts';

/** One change that would bring one feature nearer. */
export interface Candidate {
  kind: keyof typeof FIX_KINDS;
  model: string;
  role: string;
  feature: string;
  /** Where the mix stands, in spreads from the references' median. */
  before: number;
  /** Share that it explains of what the best change could. */
  explains: number;
}

/** A new mix of a producer's: around the own targets, with some faults in it. */
export interface Mix {
  values: ReadonlyMap<string, number>;
  candidates: readonly Candidate[];
}

const FAULTS = 4;
const CANDIDATES_PER_FEATURE = 3;
/** In the planner's tests the rivals of the best change to a planted fault explain from half of it to all. */
const LEAST_EXPLAINED = 0.5;

export function drawMix(producer: HiddenTaste, random: Random): Mix {
  const values = new Map(FEATURES.map((feature) => [feature, producer.offset(feature) + 0.7 * gaussian(random)]));
  for (let i = 0; i < FAULTS; i++) {
    const feature = FEATURES[Math.floor(random() * FEATURES.length)];
    const side = random() < 0.5 ? -1 : 1;
    values.set(feature, producer.offset(feature) + side * (2.5 + 1.5 * random()));
  }
  const candidates = FEATURES.flatMap((feature) =>
    Array.from({ length: CANDIDATES_PER_FEATURE }, (): Candidate => {
      const { kind, model } = KINDS[Math.floor(random() * KINDS.length)];
      const role = ROLES[Math.floor(random() * ROLES.length)];
      const explains = LEAST_EXPLAINED + (1 - LEAST_EXPLAINED) * random();
      return { kind, model, role, feature, before: values.get(feature) ?? 0, explains };
    }),
  );
  return { values, candidates };
}
