import { shownEvents } from '../../../src/assistant/shown-fix.ts';
import { gaussian, seededRandom, type Random } from '../../../src/dsp/seeded-random.ts';
import { SEVERITY_CAP, type Yardstick } from '../../../src/gap/yardstick.ts';
import { Taste } from '../../../src/learning/taste.ts';
import { tasteEvent, type TasteEvent } from '../../../src/learning/taste-event.ts';
import { featureKey, featureValues } from '../../../src/store/analysis-document.ts';
import type { Fix } from '../../../src/store/plan-document.ts';
import { hiddenOffsets, viewOf, type Learner } from './learners.ts';
import { drawMix } from './mix.ts';
import {
  answerOf,
  chanceOf,
  drawProducer,
  KINDS,
  type GivenAnswer,
  type HiddenTaste,
  type Population,
} from './simulated-producer.ts';
import { analysisOf } from './song-model.ts';
import type { Studio } from './studio.ts';

/** One answered fix of a run. */
export interface Answered {
  session: number;
  /** How many answers had been given before its plan was made. */
  eventsBefore: number;
  /** Whether it was kept one click away, and was answered because the producer opened what else is possible. */
  isAside: boolean;
  /** Stated P(accepted), its truth, and what came. */
  stated: number;
  chance: number;
  taken: boolean;
  /** Whether it leads to what the producer means. */
  suits: boolean;
}

/** A hidden number and what was learned of it. */
export interface Recovered {
  hidden: number;
  learned: number;
}

export interface Run {
  answered: Answered[];
  /**
   * By session: fixes put forward and kept aside, how far they are expected to bring the mix to what the producer
   * means, and how far it is from there.
   */
  sessions: { fixes: number; aside: number; gain: number; bestGain: number }[];
  /** Hidden offset and learned shift of every feature whose hidden target is another by a spread or more. */
  offsets: Recovered[];
  /** Shift learned of features whose target is the references'. */
  falseShifts: number[];
  /** Hidden and learned log gain of each device model that was seen, and log size of each kind. */
  gains: Recovered[];
  sizes: Recovered[];
}

export interface RunRequest {
  seed: number;
  sessions: number;
  learner: Learner;
  population: Population;
  /** In what share of the sessions the producer looks at what is kept aside. */
  opens: number;
}

/** Runs one producer through some sessions, each a new mix of the producer's own with some faults in it. */
export function runProducer(studio: Studio, { seed, sessions, learner, population, opens }: RunRequest): Run {
  // Streams of their own, so that who the producer is and what the mixes are does not depend on the learner.
  const producer = drawProducer(seededRandom(seed), population);
  const answers = seededRandom(seed + 0x51ed);
  const openings = seededRandom(seed + 0x0be2);
  const events: TasteEvent[] = [];
  const run: Run = { answered: [], sessions: [], offsets: [], falseShifts: [], gains: [], sizes: [] };
  for (let session = 0; session < sessions; session++) {
    const mix = drawMix(producer.own, seededRandom(seed * 1000 + session));
    const view = viewOf(learner, producer, studio.yardstick(mix.is), events);
    const { plan, yardstick } = studio.plan(mix.is, view.taste, view.refinements, `session ${session}`);
    const isOpened = openings() < opens;
    const eventsBefore = run.answered.length;
    const shown = shownEvents(plan, yardstick).map((event, i) => dated(event, `${session} ${i}`));
    const counts = { fixes: 0, aside: 0, gain: 0, bestGain: 0 };
    const meant = featureValues(analysisOf(mix.meant, 'meant'));
    const distance = (values: ReadonlyMap<string, number>): number => distanceOf(yardstick, values, meant);
    let values: ReadonlyMap<string, number> = featureValues(analysisOf(mix.is, 'is'));
    counts.bestGain = distance(values);
    for (const fix of plan.fixes.filter(({ advice }) => !advice)) {
      const event = shown.find(({ fix: id }) => id === fix.id)!;
      const before = values;
      values = valuesAfter(before, fix);
      const gain = distance(before) - distance(values);
      const isAside = fix.aside === true;
      counts[isAside ? 'aside' : 'fixes']++;
      if (isAside && !isOpened) continue;
      const { kind, role, relativeSize, benefit, accepted: stated } = event.about;
      const put = { kind, role, relativeSize, benefit, suits: gain > 0 };
      const chance = chanceOf(producer, put);
      counts.gain += chance * gain;
      const given = answerOf(producer, put, answers);
      const taken = given.answer !== 'skip';
      run.answered.push({ session, eventsBefore, isAside, stated, chance, taken, suits: put.suits });
      events.push(event, answeredEvent(event, given), ...(taken ? verified(event, producer, answers) : []));
    }
    run.sessions.push(counts);
  }
  return { ...run, ...recovered(studio, producer, new Taste(events, studio.profile.name)) };
}

type ShownEvent = Extract<TasteEvent, { about: unknown }> & { what: 'shown' };

function dated(event: ReturnType<typeof shownEvents>[number], id: string): ShownEvent {
  return tasteEvent.parse({ schema: 'coproducer.event/1', at: '2026-01-01T00:00:00.000Z', ...event, id }) as ShownEvent;
}

function answeredEvent(event: ShownEvent, { answer, sizeRatio }: GivenAnswer): TasteEvent {
  return answer === 'change'
    ? { ...event, id: `${event.id} change`, what: 'change', finalSize: event.about.size * sizeRatio }
    : { ...event, id: `${event.id} answer`, what: answer };
}

/** Every feature once the fix is done, too, by what its plan says of it. */
function valuesAfter(values: ReadonlyMap<string, number>, { predicted }: Fix): Map<string, number> {
  const after = new Map(values);
  for (const [key, by] of Object.entries(predicted.moves ?? {})) after.set(key, (after.get(key) ?? NaN) + by);
  return after;
}

/** Weighted squares of the distances, in spreads. */
function distanceOf(
  { rows }: Yardstick,
  values: ReadonlyMap<string, number>,
  meant: ReadonlyMap<string, number>,
): number {
  return rows.reduce((sum, { feature, scope, scale, weight }) => {
    const key = featureKey(feature.id, scope);
    const far = Math.abs((values.get(key) ?? NaN) - (meant.get(key) ?? NaN)) / scale;
    return Number.isFinite(far) ? sum + weight * Math.min(SEVERITY_CAP, far) ** 2 : sum;
  }, 0);
}

/** What the next bounce shows: the model's gain in this set, and what scatters in any bounce. */
function verified(event: ShownEvent, producer: HiddenTaste, random: Random): TasteEvent[] {
  const scatter = 0.3 * gaussian(random) + (random() < 0.1 ? 3 * gaussian(random) : 0);
  const [main] = event.about.features as readonly (ShownEvent['about']['features'][number] | undefined)[];
  if (main === undefined) return [];
  const promised = main.after - main.before;
  const came = promised * producer.gain(event.about.model) + scatter;
  const id = `${event.id} verified`;
  return [{ ...event, id, what: 'verified', feature: main.feature, promised, came, jnd: 1, share: 1 }];
}

function recovered(studio: Studio, producer: HiddenTaste, taste: Taste): Omit<Run, 'answered' | 'sessions'> {
  const refinements = taste.refinements(studio.profile.name);
  const shifts = [...hiddenOffsets(producer, studio.yardstick(producer.own))].map(([key, hidden]) => ({
    hidden,
    learned: refinements.get(key)?.shift ?? 0,
  }));
  return {
    offsets: shifts.filter(({ hidden }) => Math.abs(hidden) >= 1),
    falseShifts: shifts.filter(({ hidden }) => Math.abs(hidden) < 0.2).map(({ learned }) => learned),
    gains: [...new Set(KINDS.map(({ model }) => model))].map((model) => ({
      hidden: Math.log(producer.gain(model)),
      learned: Math.log(taste.modelTrust(model).gain),
    })),
    sizes: KINDS.map(({ kind }) => ({
      hidden: producer.logSize(kind),
      learned: Math.log(taste.sizeFactor(kind, 'unknown').value),
    })),
  };
}
