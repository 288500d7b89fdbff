import { gaussian, seededRandom, type Random } from '../../../src/dsp/seeded-random.ts';
import { UNKNOWN_TASTE, type TasteView } from '../../../src/fixes/taste-view.ts';
import { Taste } from '../../../src/learning/taste.ts';
import type { ShownFix, TasteEvent } from '../../../src/learning/taste-event.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import {
  answerOf,
  chanceOf,
  drawProducer,
  FEATURES,
  KINDS,
  ROLES,
  type HiddenTaste,
  type PutFix,
} from './simulated-producer.ts';

/** How the plans of a run are made: from what was learned, from the share of accepted fixes alone, or from nothing. */
export type Learner = 'taste' | 'global rate' | 'none';

/** One answered fix of a run. */
export interface Answered {
  session: number;
  /** How many answers had been given before its plan was made. */
  eventsBefore: number;
  /** Stated P(accepted), its truth, and what came. */
  stated: number;
  chance: number;
  taken: boolean;
  /** What the fix takes off the style delta. */
  gain: number;
}

export interface Run {
  answered: Answered[];
  /** By session: fixes in the plan, and expected gain of taken fixes, ours and of one who knows the producer. */
  sessions: { fixes: number; gain: number; bestGain: number }[];
  /** Hidden offset and learned shift of every feature whose hidden target is another. */
  offsets: { hidden: number; learned: number }[];
  /** Shift learned of features whose target is the references'. */
  falseShifts: number[];
  /** Hidden and learned log gain of each device model, and log size of each kind. */
  gains: { hidden: number; learned: number }[];
  sizes: { hidden: number; learned: number }[];
}

const SCOPE = 'drop';
/** Half the width of the references' band in spreads: the middle 86 % of a normal distribution. */
const BAND = 1.476;
/** As in the plans: at most so many fixes, each worth at least this, and worth counted by liking as the solver does. */
const MOST_FIXES = 8;
const LEAST_WORTH = 0.12;
const TYPICAL_ACCEPTANCE = 0.75;
const LEAST_LIKING = 0.15;

/** Runs one producer through some sessions, each a new mix of the producer's own with some faults in it. */
export function runProducer(seed: number, sessions: number, learner: Learner): Run {
  // Three streams, so that who the producer is and what the mixes are does not depend on the learner.
  const producer = drawProducer(seededRandom(seed));
  const answers = seededRandom(seed + 0x51ed);
  const events: TasteEvent[] = [];
  const run: Run = { answered: [], sessions: [], offsets: [], falseShifts: [], gains: [], sizes: [] };
  for (let session = 0; session < sessions; session++) {
    const mix = drawMix(producer, seededRandom(seed * 1000 + session));
    const view = viewOf(learner, events);
    const fixes = planOf(mix, view);
    const eventsBefore = run.answered.length;
    run.sessions.push({
      fixes: fixes.length,
      gain: fixes.reduce((sum, fix) => sum + fix.gain * chanceOf(producer, fix), 0),
      bestGain: bestGainOf(producer, mix),
    });
    for (const [index, fix] of fixes.entries()) {
      const given = answerOf(producer, fix, answers);
      const taken = given.answer !== 'skip';
      run.answered.push({
        session,
        eventsBefore,
        stated: fix.stated,
        chance: chanceOf(producer, fix),
        taken,
        gain: fix.gain,
      });
      events.push(...eventsOf(fix, given, session, index));
      if (taken) events.push(verifiedOf(producer, fix, session, index, answers));
    }
  }
  return { ...run, ...recovered(producer, new Taste(events)) };
}

interface Candidate extends PutFix {
  model: string;
  risk: 'low' | 'medium';
  gain: number;
}

interface PlannedFix extends Candidate {
  stated: number;
  propensity: number;
}

/** Where every feature stands, and for each some changes that would bring it nearer. */
interface Mix {
  values: ReadonlyMap<string, number>;
  candidates: readonly Omit<Candidate, 'gain' | 'after' | 'benefit'>[];
}

const FAULTS = 4;
const CANDIDATES_PER_FEATURE = 3;

function drawMix(producer: HiddenTaste, random: Random): Mix {
  const values = new Map(FEATURES.map((feature) => [feature, producer.offset(feature) + 0.7 * gaussian(random)]));
  for (let i = 0; i < FAULTS; i++) {
    const feature = FEATURES[Math.floor(random() * FEATURES.length)];
    const side = random() < 0.5 ? -1 : 1;
    values.set(feature, producer.offset(feature) + side * (2.5 + 1.5 * random()));
  }
  const candidates = FEATURES.flatMap((feature) =>
    Array.from({ length: CANDIDATES_PER_FEATURE }, () => {
      const { kind, model } = KINDS[Math.floor(random() * KINDS.length)];
      const role = ROLES[Math.floor(random() * ROLES.length)];
      const before = values.get(feature) ?? 0;
      const relativeSize = Math.min(2, 0.3 + Math.abs(before) / 3);
      return {
        kind,
        model,
        role,
        feature,
        before,
        relativeSize,
        risk: relativeSize > 1 ? ('medium' as const) : ('low' as const),
      };
    }),
  );
  return { values, candidates };
}

function viewOf(learner: Learner, events: readonly TasteEvent[]): TasteView {
  if (learner === 'taste') return new Taste(events, 'mine');
  if (learner === 'none') return UNKNOWN_TASTE;
  const taken = events.filter(({ what }) => what === 'accept' || what === 'change').length;
  const skipped = events.filter(({ what }) => what === 'skip').length;
  const rate = (taken + 3) / (taken + skipped + 4);
  return { ...UNKNOWN_TASTE, acceptance: () => ({ value: rate, because: '' }) };
}

/** The plan as the product makes it: the worthiest changes that close what lies outside the (learned) bands. */
function planOf(mix: Mix, view: TasteView): PlannedFix[] {
  const refinements =
    view instanceof Taste ? view.refinements('mine') : new Map<string, { shift: number; widen: number }>();
  const bandOf = (feature: string): [number, number] => {
    const { shift = 0, widen = 0 } = refinements.get(featureKey(feature, SCOPE)) ?? {};
    const far = Math.sign(shift) * Math.max(0, Math.abs(shift) - widen);
    return shift >= 0 ? [-BAND + far, BAND + shift] : [-BAND + shift, BAND + far];
  };
  const severityOf = (feature: string, value: number): number => {
    const [low, high] = bandOf(feature);
    return value < low ? value - low : value > high ? value - high : 0;
  };
  const total = FEATURES.reduce((sum, feature) => sum + severityOf(feature, mix.values.get(feature) ?? 0) ** 2, 0);
  const byFeature = new Map<string, Candidate[]>();
  for (const candidate of mix.candidates) {
    const severity = severityOf(candidate.feature, candidate.before);
    if (severity === 0) continue;
    // A quarter of a spread inside the edge, as the solver aims.
    const after = candidate.before - severity - Math.sign(severity) * 0.25;
    const gain = severity ** 2;
    const benefit = 1 - Math.sqrt(1 - gain / total);
    const list = byFeature.get(candidate.feature) ?? [];
    byFeature.set(candidate.feature, [...list, { ...candidate, after, gain, benefit }]);
  }
  const planned: (PlannedFix & { worth: number })[] = [];
  for (const rivals of byFeature.values()) {
    const options = rivals.map((rival) => {
      const aim = { key: featureKey(rival.feature, SCOPE), from: rival.before, to: rival.after };
      const liking = view.acceptance({ ...rival, aim }).value / TYPICAL_ACCEPTANCE;
      return { ...rival, aim, worth: rival.gain * Math.max(LEAST_LIKING, liking) };
    });
    const { index, propensity } = view.choose(options);
    const chosen = options[index];
    if (chosen.worth >= LEAST_WORTH) planned.push({ ...chosen, stated: view.acceptance(chosen).value, propensity });
  }
  return planned.sort((a, b) => b.worth - a.worth).slice(0, MOST_FIXES);
}

/**
 * What one would gain who knew the producer: for each feature that is wrong for this producer, the most liked change.
 */
function bestGainOf(producer: HiddenTaste, mix: Mix): number {
  const gains = FEATURES.map((feature) => {
    const before = mix.values.get(feature) ?? 0;
    const severity = Math.max(0, Math.abs(before) - BAND) * Math.sign(before);
    const options = mix.candidates.filter((candidate) => candidate.feature === feature && severity !== 0);
    return options.reduce((best, candidate) => {
      const after = before - severity - Math.sign(severity) * 0.25;
      const fix = { ...candidate, after, benefit: 0.15 };
      return Math.max(best, severity ** 2 * chanceOf(producer, fix));
    }, 0);
  });
  return gains
    .sort((a, b) => b - a)
    .slice(0, MOST_FIXES)
    .reduce((sum, gain) => sum + gain, 0);
}

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
    promised,
    came,
    jnd: 1,
    share: 1,
  };
}

function headOf(fix: PlannedFix, session: number, index: number) {
  const about: ShownFix = {
    kind: fix.kind,
    role: fix.role,
    model: fix.model,
    size: fix.relativeSize,
    relativeSize: fix.relativeSize,
    benefit: fix.benefit,
    risk: fix.risk,
    improves: 1,
    accepted: fix.stated,
    propensity: fix.propensity,
    features: [
      {
        feature: fix.feature,
        scope: SCOPE,
        before: fix.before,
        after: fix.after,
        scale: 1,
        distance: fix.before,
        share: 1,
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

function recovered(producer: HiddenTaste, taste: Taste): Pick<Run, 'offsets' | 'falseShifts' | 'gains' | 'sizes'> {
  const refinements = taste.refinements('mine');
  const shifts = FEATURES.map((feature) => ({
    hidden: producer.offset(feature),
    learned: refinements.get(featureKey(feature, SCOPE))?.shift ?? 0,
  }));
  return {
    offsets: shifts.filter(({ hidden }) => hidden !== 0),
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
