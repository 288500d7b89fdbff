import { measuredEvent } from '../../../src/assistant/measured-event.ts';
import type { NewEvent } from '../../../src/assistant/record-events.ts';
import { shownEvents } from '../../../src/assistant/shown-fix.ts';
import { gaussian, seededRandom, type Random } from '../../../src/dsp/seeded-random.ts';
import { SEVERITY_CAP, type Yardstick } from '../../../src/gap/yardstick.ts';
import { Taste } from '../../../src/learning/taste.ts';
import { tasteEvent, type TasteEvent } from '../../../src/learning/taste-event.ts';
import { featureKey, featureValues } from '../../../src/store/analysis-document.ts';
import type { Fix } from '../../../src/store/plan-document.ts';
import { heedsAnswers, hiddenOffsets, viewOf, type Learner } from './learners.ts';
import { drawMix } from './mix.ts';
import { plantedFaults, type PlantedFault } from './planted-faults.ts';
import {
  chanceOf,
  KINDS,
  refusalsOf,
  usedSize,
  type HiddenTaste,
  type Misfit,
  type RefusalCause,
} from './simulated-producer.ts';
import { analysisOf } from './song-model.ts';
import type { Studio } from './studio.ts';

/** One answered fix of a run. */
export interface Answered {
  session: number;
  /** How many answers had been given before its plan was made, and how many of them the learner had heeded. */
  eventsBefore: number;
  heeded: number;
  /** Whether it was kept one click away, and was answered because the producer opened what else is possible. */
  isAside: boolean;
  /** The confidence that was stated and P(improves) in it, the true chance that it is taken, and what came. */
  stated: number;
  improves: number;
  chance: number;
  taken: boolean;
  /** What the chance that it is refused comes of, see `refusalsOf`. */
  refused: Record<RefusalCause, number>;
  /** Whether it leads to what the producer means. */
  suits: boolean;
  /** How much nearer it brings the mix to that, in shares of how far the mix was; negative where it leads away. */
  gain: number;
}

/** A hidden number and what was learned of it. */
export interface Recovered {
  hidden: number;
  learned: number;
}

export interface Run {
  answered: Answered[];
  /**
   * By session: fixes put forward and kept aside, how far those that were looked at are expected to bring the mix to
   * what the producer means, less `REFUSAL` for each that is expected to be refused, and how far it is from there.
   */
  sessions: Session[];
  /** Hidden offset and learned shift of every feature whose hidden target is another by a spread or more. */
  offsets: Recovered[];
  /** Shift learned of features whose target is the references'. */
  falseShifts: number[];
  /** Hidden and learned log gain of each device model that was seen, and log size of each kind. */
  gains: Recovered[];
  sizes: Recovered[];
}

export interface Session {
  fixes: number;
  aside: number;
  worth: number;
  bestWorth: number;
  /** What `worth` falls short of `bestWorth` by, by what that comes of; together all of it. */
  lost: Record<LossCause, number>;
  faults: PlantedFault[];
}

/**
 * What a session loses: what fixes would bring that the coin or a habit refuses, or that are kept aside and are not
 * looked at; what is listened to and refused; what is taken and leads away; and what no fix brings.
 */
export type LossCause = 'noise' | 'habit' | 'kept aside' | 'listening for nothing' | 'taken for nothing' | 'no fix';

/**
 * What a refused suggestion costs, in shares of how far the mix is from what is meant: it was listened to for nothing.
 */
export const REFUSAL = 0.1;

export interface RunRequest {
  producer: HiddenTaste;
  /** Of the mixes and the answers: the same whatever the learner. */
  seed: number;
  sessions: number;
  learner: Learner;
  /** In what share of the sessions the producer looks at what is kept aside. */
  opens: number;
}

/** Runs one producer through some sessions, each a new mix of the producer's own with some faults in it. */
export function runProducer(studio: Studio, { producer, seed, sessions, learner, opens }: RunRequest): Run {
  // Streams of their own, so that what the mixes are does not depend on the learner.
  const answers = seededRandom(seed + 0x51ed);
  const openings = seededRandom(seed + 0x0be2);
  const unseen = seededRandom(seed + 0x7a1d);
  const events: TasteEvent[] = [];
  const run: Run = { answered: [], sessions: [], offsets: [], falseShifts: [], gains: [], sizes: [] };
  for (let session = 0; session < sessions; session++) {
    const mix = drawMix(producer.own, seededRandom(seed * 1000 + session));
    const view = viewOf(learner, producer, studio.yardstick(mix.is), events);
    const { plan, yardstick } = studio.plan(mix.is, view.taste, view.refinements, `session ${session}`);
    const isOpened = openings() < opens;
    const eventsBefore = run.answered.length;
    const heeded = heedsAnswers(learner) ? eventsBefore : 0;
    const shown = shownEvents(plan, { yardstick, taste: view.taste }).map(
      (event, i) => dated(event, `${session} ${i}`) as ShownEvent,
    );
    const analysis = analysisOf(mix.is, 'is');
    const song = `song ${session}`;
    events.push(dated(measuredEvent(plan, { analysis, yardstick, song }), song));
    const counts = { fixes: 0, aside: 0, worth: 0, bestWorth: 0 };
    const lost = { noise: 0, habit: 0, 'kept aside': 0, 'listening for nothing': 0, 'taken for nothing': 0 };
    const meant = featureValues(analysisOf(mix.meant, 'meant'));
    const meantByOthers = featureValues(analysisOf(mix.meantByOthers, 'meant by others'));
    const distance = (values: ReadonlyMap<string, number>): number =>
      distanceOf(yardstick, values, meant, producer.tolerance);
    let values: ReadonlyMap<string, number> = featureValues(analysis);
    const atStart = distance(values);
    counts.bestWorth = atStart;
    for (const fix of plan.fixes.filter(({ advice }) => !advice)) {
      const event = shown.find(({ fix: id }) => id === fix.id)!;
      const isAside = fix.aside === true;
      counts[isAside ? 'aside' : 'fixes']++;
      const { kind, role, relativeSize, benefit, sizeFactor = 1 } = event.about;
      const isSeen = !isAside || isOpened;
      const sizeRatio = usedSize(producer, kind, sizeFactor, isSeen ? answers : unseen);
      const after = valuesAfter(values, fix, sizeRatio);
      const gain = distance(values) - distance(after);
      if (!isSeen) {
        lost['kept aside'] += Math.max(0, gain);
        continue;
      }
      const put = { kind, role, relativeSize, benefit, suits: gain > 0 };
      const chance = chanceOf(producer, put);
      const isNearer = (to: ReadonlyMap<string, number>, by: ReadonlyMap<string, number>, tolerance = 0): boolean =>
        distanceOf(yardstick, by, to, tolerance) < distanceOf(yardstick, values, to, tolerance);
      const misfit = put.suits
        ? undefined
        : misfitOf({
            inItself: isNearer(meant, after),
            asComputed: isNearer(meant, valuesAfter(values, fix, 1 / sizeFactor), producer.tolerance),
            toOthers: isNearer(meantByOthers, after),
          });
      const refused = refusalsOf(producer, put, misfit);
      counts.worth += chance * gain - (1 - chance) * REFUSAL * atStart;
      lost['listening for nothing'] += (1 - chance) * REFUSAL * atStart;
      if (!put.suits) lost['taken for nothing'] -= chance * gain;
      else for (const cause of ['noise', 'habit'] as const) lost[cause] += refused[cause] * gain;
      const taken = answers() < chance;
      if (taken) values = after;
      run.answered.push({
        ...{ session, eventsBefore, heeded, isAside, stated: fix.confidence, improves: event.about.improves },
        ...{ chance, taken, suits: put.suits, gain: gain / atStart, refused },
      });
      events.push(event, answeredEvent(event, taken, sizeRatio));
      if (taken) events.push(...verified(event, producer, answers));
    }
    const told = Object.values(lost).reduce((sum, value) => sum + value, counts.worth);
    const faults = plantedFaults(mix, plan.fixes, studio.yardstick(mix.is).rows, distance);
    run.sessions.push({ ...counts, lost: { ...lost, 'no fix': counts.bestWorth - told }, faults });
  }
  return { ...run, ...recovered(studio, producer, new Taste(events, studio.profile.name)) };
}

/**
 * Why a fix does not suit.
 *
 * @param nearer whether it brings the mix nearer to what is meant: to one who tells every difference, at the size that
 * was computed, and to one whose targets are the references'
 */
function misfitOf(nearer: { inItself: boolean; asComputed: boolean; toOthers: boolean }): Misfit {
  if (nearer.inItself) return 'tolerance';
  if (nearer.asComputed) return 'own size';
  return nearer.toOthers ? 'own target' : 'no fault';
}

type ShownEvent = Extract<TasteEvent, { about: unknown }> & { what: 'shown' };

function dated(event: NewEvent, id: string): TasteEvent {
  return tasteEvent.parse({ schema: 'coproducer.event/1', at: '2026-01-01T00:00:00.000Z', ...event, id });
}

function answeredEvent(event: ShownEvent, taken: boolean, sizeRatio: number): TasteEvent {
  if (taken && sizeRatio !== 1)
    return { ...event, id: `${event.id} change`, what: 'change', finalSize: event.about.size * sizeRatio };
  return { ...event, id: `${event.id} answer`, what: taken ? 'accept' : 'skip' };
}

/** Every feature once the fix is done, too, by what its plan says of it, at so many times the prescribed size. */
function valuesAfter(
  values: ReadonlyMap<string, number>,
  { predicted }: Fix,
  sizeRatio: number,
): ReadonlyMap<string, number> {
  const after = new Map(values);
  for (const [key, by] of Object.entries(predicted.moves ?? {})) {
    after.set(key, (after.get(key) ?? NaN) + sizeRatio * by);
  }
  return after;
}

/** Weighted squares of the distances, in spreads beyond what the producer lets pass. */
function distanceOf(
  { rows }: Yardstick,
  values: ReadonlyMap<string, number>,
  meant: ReadonlyMap<string, number>,
  tolerance: number,
): number {
  return rows.reduce((sum, { feature, scope, scale, weight }) => {
    const key = featureKey(feature.id, scope);
    const far = Math.max(0, Math.abs((values.get(key) ?? NaN) - (meant.get(key) ?? NaN)) / scale - tolerance);
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
    sizes: KINDS.filter(({ sized }) => sized).map(({ kind }) => ({
      hidden: producer.logSize(kind),
      learned: Math.log(taste.sizeFactor(kind, 'unknown').value),
    })),
  };
}
