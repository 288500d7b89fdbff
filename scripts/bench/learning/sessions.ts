import { gaussian, seededRandom, type Random } from '../../../src/dsp/seeded-random.ts';
import { Taste } from '../../../src/learning/taste.ts';
import type { ShownFix, TasteEvent } from '../../../src/learning/taste-event.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import { bestTarget, type AnsweredFix } from './best-target.ts';
import { plannerView, SCOPE, type Learner } from './learners.ts';
import { drawMix, type Mix } from './mix.ts';
import { changeOf, planOf, witnessesOf, type PlannedFix } from './plan.ts';
import {
  answerOf,
  chanceOf,
  drawProducer,
  FEATURES,
  KINDS,
  ROLES,
  type HiddenTaste,
  type Population,
  type PutFix,
} from './simulated-producer.ts';

/** One answered fix of a run. */
export interface Answered {
  session: number;
  /** How many answers had been given before its plan was made. */
  eventsBefore: number;
  /** Stated P(accepted), its truth, and what came. */
  stated: number;
  chance: number;
  taken: boolean;
}

/** A hidden number and what was learned of it. */
export interface Recovered {
  hidden: number;
  learned: number;
}

export interface Run {
  answered: Answered[];
  /**
   * By session: fixes in the plan, and by how much they are expected to bring the mix nearer to the producer's own
   * targets, in units of |w|²; and the same of the best changes there are.
   */
  sessions: { fixes: number; gain: number; bestGain: number }[];
  /** Hidden offset and learned shift of every feature whose hidden target is another. */
  offsets: Recovered[];
  /** The same of one who knows how producers differ and all habits of this one, from the same answers. */
  bestOffsets: Recovered[];
  /** Shift learned of features whose target is the references'. */
  falseShifts: number[];
  /** Hidden and learned log gain of each device model, and log size of each kind. */
  gains: Recovered[];
  sizes: Recovered[];
}

/** Runs one producer through some sessions, each a new mix of the producer's own with some faults in it. */
export function runProducer(seed: number, sessions: number, learner: Learner, population: Population): Run {
  // Three streams, so that who the producer is and what the mixes are does not depend on the learner.
  const producer = drawProducer(seededRandom(seed), population);
  const answers = seededRandom(seed + 0x51ed);
  const events: TasteEvent[] = [];
  const answered: AnsweredFix[] = [];
  const run: Run = {
    ...{ answered: [], sessions: [] },
    ...{ offsets: [], bestOffsets: [], falseShifts: [], gains: [], sizes: [] },
  };
  for (let session = 0; session < sessions; session++) {
    const mix = drawMix(producer, seededRandom(seed * 1000 + session));
    const fixes = planOf(mix, plannerView(learner, producer, events));
    const eventsBefore = run.answered.length;
    run.sessions.push({
      fixes: fixes.length,
      gain: fixes.reduce((sum, fix) => sum + chanceOf(producer, fix) * trueGainOf(producer, fix), 0),
      bestGain: bestGainOf(producer, mix),
    });
    for (const [index, fix] of fixes.entries()) {
      const given = answerOf(producer, fix, answers);
      const taken = given.answer !== 'skip';
      answered.push({ fix, taken });
      run.answered.push({ session, eventsBefore, stated: fix.stated, chance: chanceOf(producer, fix), taken });
      events.push(...eventsOf(fix, given, session, index));
      if (taken) events.push(verifiedOf(producer, fix, session, index, answers));
    }
  }
  return { ...run, ...recovered(producer, new Taste(events, 'mine'), answered) };
}

/** By how much a fix brings a mix nearer to the producer's own target; negative where it leads away. */
function trueGainOf(
  producer: HiddenTaste,
  { feature, before, after, explains }: PutFix & { explains: number },
): number {
  const offset = producer.offset(feature);
  return witnessesOf(feature) * explains * ((before - offset) ** 2 - (after - offset) ** 2);
}

/** What the best change for each feature is expected to gain. */
function bestGainOf(producer: HiddenTaste, mix: Mix): number {
  return FEATURES.map((feature) => {
    const options = mix.candidates
      .filter((candidate) => candidate.feature === feature)
      .map((candidate) => changeOf(candidate, producer.offset(feature), TYPICAL_SHARE));
    return Math.max(...options.map((fix) => chanceOf(producer, fix) * trueGainOf(producer, fix)));
  }).reduce((sum, gain) => sum + gain, 0);
}

/** Of the squares of the style delta: one of some four to five faults. */
const TYPICAL_SHARE = 0.22;

function eventsOf(fix: PlannedFix, given: ReturnType<typeof answerOf>, session: number, index: number): TasteEvent[] {
  const head = headOf(fix, session, index);
  return given.answer === 'change'
    ? [{ ...head, id: `${head.id} change`, what: 'change', finalSize: fix.relativeSize * given.sizeRatio }]
    : [{ ...head, id: `${head.id} answer`, what: given.answer }];
}

/** What the next bounce shows: the model's gain in this set, and what scatters in any bounce. */
function verifiedOf(
  producer: HiddenTaste,
  fix: PlannedFix,
  session: number,
  index: number,
  random: Random,
): TasteEvent {
  const promised = 2 * (fix.after - fix.before);
  const came =
    promised * producer.gain(fix.model) + 0.3 * gaussian(random) + (random() < 0.1 ? 3 * gaussian(random) : 0);
  const head = headOf(fix, session, index);
  return {
    ...head,
    id: `${head.id} verified`,
    what: 'verified',
    feature: fix.feature,
    ...{ promised, came, jnd: 1, share: 1 },
  };
}

function headOf(fix: PlannedFix, session: number, index: number) {
  const about: ShownFix = {
    ...{ kind: fix.kind, role: fix.role, model: fix.model, benefit: fix.benefit, risk: fix.risk },
    size: fix.relativeSize,
    relativeSize: fix.relativeSize,
    improves: 1,
    accepted: fix.stated,
    propensity: fix.propensity,
    features: [
      {
        ...{ feature: fix.feature, scope: SCOPE, before: fix.before, after: fix.after },
        ...{ scale: 1, distance: fix.before, share: 1 },
      },
    ],
  };
  return {
    schema: 'coproducer.event/1' as const,
    id: `${session} ${index}`,
    at: '2026-01-01T00:00:00.000Z',
    plan: `session ${session}`,
    fix: `f${index}`,
    profile: 'mine',
    profileVersion: '',
    about,
  };
}

function recovered(
  producer: HiddenTaste,
  taste: Taste,
  answered: readonly AnsweredFix[],
): Omit<Run, 'answered' | 'sessions'> {
  const refinements = taste.refinements('mine');
  const shifts = FEATURES.map((feature) => ({
    feature,
    hidden: producer.offset(feature),
    learned: refinements.get(featureKey(feature, SCOPE))?.shift ?? 0,
  }));
  const moved = shifts.filter(({ hidden }) => hidden !== 0);
  return {
    offsets: moved,
    bestOffsets: moved.map(({ feature, hidden }) => ({ hidden, learned: bestTarget(producer, feature, answered) })),
    falseShifts: shifts.filter(({ hidden }) => hidden === 0).map(({ learned }) => learned),
    gains: [...new Set(KINDS.map(({ model }) => model))].map((model) => ({
      hidden: Math.log(producer.gain(model)),
      learned: Math.log(taste.modelTrust(model).gain),
    })),
    sizes: KINDS.map(({ kind }) => ({
      hidden: producer.logSize(kind),
      learned: Math.log(taste.sizeFactor(kind, ROLES[0]).value),
    })),
  };
}
