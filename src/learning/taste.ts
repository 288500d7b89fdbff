import { createHash } from 'node:crypto';
import type { Normal } from '../dsp/units.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { AcceptanceModel, chanceToTake, type AcceptanceCase } from './acceptance-model.ts';
import { ACCEPTANCE_PRIOR } from './acceptance-prior.ts';
import { calibrationOf } from './calibration.ts';
import { thompsonChoice } from './explore.ts';
import { MeasuredMixes } from './measured-mixes.ts';
import { modelTrustOf, type ModelTrust, type VerifiedEvent } from './model-trust.ts';
import { habitOf, outcomesOf, remembered, type Outcome } from './outcomes.ts';
import { ownWaysOf, wayOf, type OwnWays, type Way } from './own-ways.ts';
import { recalibrationOf } from './recalibration.ts';
import { sizeHabitOf, type SizeHabit } from './size-habits.ts';
import { targetShiftsOf, type TargetFindings, type TargetMove, type TargetShift } from './target-shifts.ts';
import type { TasteEvent } from './taste-event.ts';
import { habitItem, modelItem, parseItem, sizeItem, targetItem } from './taste-items.ts';
import {
  confidenceSentence,
  habitSentence,
  meantSentence,
  modelSentence,
  pinnedSentence,
  pinnedSizeSentence,
  rightnessSentence,
  sizeSentence,
  targetSentence,
  trialSentence,
} from './taste-sentences.ts';
import { trialOf } from './targeting-trial.ts';

/** A learned number and, for the producer, what it was learned from; empty where nothing was. */
export interface Learned {
  value: number;
  because: string;
}

/** A fix to judge, and what it is for and which way it goes where that is known. */
export interface ConsideredCase extends AcceptanceCase {
  aim?: TargetMove | undefined;
  direction?: Way['direction'] | undefined;
}

/** A fix among others for the same place in a plan. */
export interface RankedCase extends ConsideredCase {
  worth: number;
}

/** Chance takes no part before this many answers: until then the best known is the best. */
const LEAST_ANSWERS_TO_EXPLORE = 5;

/**
 * What was learned of a producer: which fixes are taken, at what size, which targets lie elsewhere than the
 * references', and how far the device models can be trusted. A pure function of the events; what the producer has set
 * by hand counts instead of what was learned.
 */
export class Taste {
  readonly #events: readonly TasteEvent[];
  readonly #profile: string;
  readonly #outcomes: readonly Outcome[];
  readonly #liked: readonly Outcome[];
  readonly #sized: readonly Outcome[];
  readonly #acceptance: AcceptanceModel;
  readonly #confidence: (reckoned: Normal) => Normal;
  readonly #pins: ReadonlyMap<string, number>;
  readonly #forgotten: ReadonlyMap<string, number>;
  readonly #models = new Map<string, ModelTrust>();
  readonly #findings = new Map<string, TargetFindings>();
  readonly #ways = new Map<string, OwnWays>();
  #choices = 0;

  /**
   * @param events the log, oldest first.
   * @param profile what the fixes that will be asked about are made for.
   */
  constructor(events: readonly TasteEvent[], profile = '') {
    this.#events = events;
    this.#profile = profile;
    const { pins, forgotten } = handOf(events);
    this.#pins = pins;
    this.#forgotten = forgotten;
    this.#outcomes = outcomesOf(events);
    this.#liked = remembered(this.#outcomes, habitOf, forgotten);
    this.#sized = remembered(this.#liked, ({ about }) => sizeItem(about.kind, about.role), forgotten);
    const ofHabit = this.#liked.filter(({ answer }) => answer !== 'intentional');
    // What is meant so says nothing of the habit, and what a habit explains nothing of what is meant. A target and a
    // way are the same meaning, seen by what a fix is for and by what it does.
    const blame = (outcome: Outcome): Normal =>
      Math.max(
        this.#findings.get(outcome.profile)?.blame(outcome) ?? 0,
        this.#ways.get(outcome.profile)?.blame(outcome) ?? 0,
      );
    const profiles = [...new Set(this.#outcomes.map((outcome) => outcome.profile))];
    const mixes = new Map(profiles.map((name) => [name, new MeasuredMixes(events, name)] as const));
    let acceptance = acceptanceOf(ofHabit, () => 0);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, measured] of mixes) {
        this.#findings.set(name, this.#findTargets(name, measured, acceptance));
        this.#ways.set(name, this.#findWays(name, acceptance));
      }
      acceptance = acceptanceOf(ofHabit, blame);
    }
    for (const name of profiles) this.#ways.set(name, this.#findWays(name, acceptance));
    this.#acceptance = acceptance;
    this.#confidence = recalibrationOf(
      ofHabit.map(({ about, accepted, weight }) => ({ reckoned: about.improves * about.accepted, accepted, weight })),
    );
    for (const [model, verified] of groupBy(this.#verified(), ({ about }) => about.model)) {
      this.#models.set(model, modelTrustOf(verified));
    }
  }

  /**
   * How likely this producer accepts such a fix: that such a change is taken, and that what it is for and the way it
   * goes suit what is meant. Without any answer: the prior, about four of five, and less of what is often a producer's
   * own.
   */
  acceptance(fix: ConsideredCase): Learned {
    return this.#acceptanceFor(this.#profile, fix);
  }

  #acceptanceFor(profile: string, fix: ConsideredCase): Learned {
    const { kind, role } = fix;
    const pinned = this.#pins.get(habitItem(kind, role));
    const [taken, answered] = this.#countsOf(kind, role);
    const words = answered === 0 ? '' : habitSentence(kind, role, taken, answered);
    if (pinned !== undefined) return { value: pinned, because: pinnedSentence(words).trim() };
    const suits = Math.min(
      fix.aim === undefined ? 1 : this.#targetsOf(profile).suits(fix.aim),
      fix.direction === undefined ? 1 : this.#waysOf(profile).suits({ kind, role, direction: fix.direction }),
    );
    const { willing } = this.#acceptance.estimate(fix);
    return { value: chanceToTake(willing * suits, ACCEPTANCE_PRIOR.careless), because: words };
  }

  /**
   * How likely a fix is right of which a plan says that it improves with this chance: what is said to be as sure may
   * turn out surer with this producer's songs, or less sure. The same without any answer.
   */
  rightness(improves: Normal): Normal {
    return this.#acceptance.rightness(improves);
  }

  /** How likely a fix is taken that is reckoned to be, by what became of others; the same without any answer. */
  confidence(reckoned: Normal): Normal {
    return this.#confidence(reckoned);
  }

  /** What to multiply a prescribed size by, 0.5 … 1.5; 1 without any answer. */
  sizeFactor(kind: string, role: string): Learned {
    const pinned = this.#pins.get(sizeItem(kind, role));
    if (pinned !== undefined) return { value: pinned, because: pinnedSizeSentence(kind, role, pinned) };
    const habit = this.#sizeHabit(kind, role);
    const isHeard = Math.abs(habit.factor - 1) >= AUDIBLE_FACTOR;
    return { value: habit.factor, because: isHeard ? sizeSentence(kind, role, habit) : '' };
  }

  /** What new bounces have told of the predictions of a device model. */
  modelTrust(model: string): { gain: number; errorFactor: number; because: string } {
    const learned = this.#models.get(model) ?? NOTHING_SEEN;
    const pinned = this.#pins.get(modelItem(model));
    const { errorFactor, count } = learned;
    const gain = pinned ?? learned.gain;
    const words = count === 0 ? '' : modelSentence(model, gain, errorFactor, count);
    return { gain, errorFactor, because: pinned === undefined ? words : pinnedSentence(words).trim() };
  }

  /** Which of several fixes is taken; see `thompsonChoice`. The same events give the same choices in the same order. */
  choose(options: readonly RankedCase[]): { index: number; propensity: Normal } {
    const mayExplore = this.#liked.length >= LEAST_ANSWERS_TO_EXPLORE;
    const rivals = options.map((option) => ({
      worth: option.worth,
      estimate: this.#acceptance.estimate(option),
      safe: mayExplore && option.risk === 'low',
    }));
    return thompsonChoice(rivals, 1000 * this.#events.length + this.#choices++);
  }

  /** How the targets of a profile are moved, by `featureKey`, each with the sentence that says why. */
  refinements(profile: string): ReadonlyMap<string, { shift: number; widen: number; because: string }> {
    return new Map(
      this.#targets(profile).map((target) => {
        const { feature, scope, shift, widen } = target;
        return [featureKey(feature, scope), { shift, widen, because: this.#targetWords(profile, target) }];
      }),
    );
  }

  /** Everything that was learned, in words. @param profile whose targets are told */
  toDocument(profile: string): TasteDocument {
    const pairs = groupBy(this.#outcomes, ({ about }) => `${about.kind}/${about.role}`);
    for (const item of this.#pins.keys()) {
      const { kind, of } = parseItem(item) ?? {};
      if ((kind === 'habit' || kind === 'size') && of !== undefined && !pairs.has(of)) pairs.set(of, []);
    }
    const habits = [...pairs.keys()].flatMap((pair) => {
      const [kind, role] = [pair.slice(0, pair.lastIndexOf('/')), pair.slice(pair.lastIndexOf('/') + 1)];
      const [taken, answered] = this.#countsOf(kind, role);
      const acceptance = this.acceptance({ ...TYPICAL_CASE, kind, role });
      const size = this.sizeFactor(kind, role);
      const meant = this.#meantWords(profile, kind, role);
      const sentence = [acceptance.because, ...meant, size.because].filter((words) => words !== '').join(' ');
      return sentence === ''
        ? []
        : [
            {
              item: habitItem(kind, role),
              sizeItem: sizeItem(kind, role),
              kind,
              role,
              accepted: taken,
              answered,
              acceptance: this.#usualAcceptance(profile, kind, role),
              sizeFactor: size.value,
              sentence,
            },
          ];
    });
    return {
      schema: 'coproducer.taste/1',
      profile,
      answers: this.#outcomes.length,
      habits: habits.sort((a, b) => b.answered - a.answered),
      targets: this.#targets(profile).map((target) => ({
        item: targetItem(profile, featureKey(target.feature, target.scope)),
        feature: target.feature,
        scope: target.scope,
        shift: target.shift,
        widen: target.widen,
        sentence: this.#targetWords(profile, target),
      })),
      models: [...this.#models].flatMap(([model, { count }]) => {
        const { gain, errorFactor, because } = this.modelTrust(model);
        // Bounces in which other fixes moved the same say nothing of it.
        return because === '' ? [] : [{ item: modelItem(model), model, gain, errorFactor, count, sentence: because }];
      }),
      trial: this.#trial(),
      calibration: this.#calibration(),
    };
  }

  /**
   * A digest of all that was answered, verified or set by hand, and of whom it is told. What a plan leaves behind by
   * being made is no answer: whoever asks for another amount has not said anything yet.
   */
  get answers(): string {
    const said = this.#events.filter(({ what }) => !LEFT_BY_PLANS.has(what));
    return createHash('sha256')
      .update(JSON.stringify([this.#profile, said]))
      .digest('hex');
  }

  /** Whether an event says nothing any more: what was only shown or measured, in a plan of long ago. */
  get idle(): (event: TasteEvent) => boolean {
    const lastPlans = new Set(this.#events.flatMap((event) => ('plan' in event ? [event.plan] : [])).slice(-1000));
    return (event) =>
      (event.what === 'shown' || event.what === 'aside' || event.what === 'measured') && !lastPlans.has(event.plan);
  }

  /** Of changes that go the ways that were answered. */
  #usualAcceptance(profile: string, kind: string, role: string): Normal {
    const chanceOf = (direction?: Way['direction']): Normal =>
      this.#acceptanceFor(profile, { ...TYPICAL_CASE, kind, role, direction }).value;
    const ways = this.#likedOf(kind, role).map((outcome) => wayOf(outcome));
    if (ways.length === 0) return chanceOf();
    return ways.reduce((sum, { direction }) => sum + chanceOf(direction), 0) / ways.length;
  }

  /** Which ways of changing it were answered and are likely against what is meant, in words. */
  #meantWords(profile: string, kind: string, role: string): string[] {
    const own = this.#likedOf(kind, role).filter((outcome) => outcome.profile === profile);
    return ([-1, 1] as const)
      .filter((direction) => own.some((outcome) => wayOf(outcome).direction === direction))
      .filter((direction) => this.#waysOf(profile).isAgainst({ kind, role, direction }))
      .map((direction) => meantSentence(kind, role, direction));
  }

  #waysOf(profile: string): OwnWays {
    return this.#ways.get(profile) ?? NO_WAYS;
  }

  #findWays(profile: string, acceptance: AcceptanceModel): OwnWays {
    return ownWaysOf(
      this.#liked.filter((outcome) => outcome.profile === profile),
      ({ about }) => acceptance.estimate(about).willing,
      (improves) => acceptance.rightness(improves),
    );
  }

  #countsOf(kind: string, role: string): [number, number] {
    const own = this.#likedOf(kind, role);
    return [own.filter(isTaken).length, own.length];
  }

  #likedOf(kind: string, role: string): Outcome[] {
    return this.#liked.filter(({ about }) => about.kind === kind && about.role === role);
  }

  #sizeHabit(kind: string, role: string): SizeHabit {
    return sizeHabitOf(this.#sized, kind, role);
  }

  #verified(): VerifiedEvent[] {
    return this.#events.filter(
      (event, place): event is VerifiedEvent =>
        event.what === 'verified' &&
        event.about.model !== '' &&
        place > (this.#forgotten.get(modelItem(event.about.model)) ?? -1),
    );
  }

  #targetsOf(profile: string): TargetFindings {
    return (
      this.#findings.get(profile) ??
      targetShiftsOf(
        [],
        new MeasuredMixes([], ''),
        () => 1,
        () => -1,
      )
    );
  }

  #findTargets(profile: string, mixes: MeasuredMixes, acceptance: AcceptanceModel): TargetFindings {
    return targetShiftsOf(
      this.#outcomes.filter((outcome) => outcome.profile === profile),
      mixes,
      ({ about }) => acceptance.estimate({ ...TYPICAL_CASE, kind: about.kind, role: about.role }).willing,
      (key) => this.#forgotten.get(targetItem(profile, key)) ?? -1,
    );
  }

  #targets(profile: string): TargetShift[] {
    const learned = new Map(this.#targetsOf(profile).shifts);
    for (const [item, shift] of this.#pins) {
      const { kind, of } = parseItem(item) ?? {};
      if (kind !== 'target' || of?.startsWith(`${profile}/`) !== true) continue;
      const key = of.slice(profile.length + 1);
      const [feature, scope] = [key.slice(0, key.lastIndexOf('@')), key.slice(key.lastIndexOf('@') + 1)];
      learned.set(key, { feature, scope, shift, widen: 0, refusals: 0 });
    }
    return [...learned.values()].sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift));
  }

  #targetWords(profile: string, { feature, scope, shift, refusals }: TargetShift): string {
    const words = targetSentence(feature, scope, shift, refusals);
    return this.#pins.has(targetItem(profile, featureKey(feature, scope))) ? pinnedSentence(words) : words;
  }

  #trial(): TasteDocument['trial'] {
    const trial = trialOf(this.#events);
    if (trial === undefined) return undefined;
    const { startedAt, isRunning, verdict } = trial;
    const told = ({ sessions, taken }: { sessions: number; taken: Normal }): { sessions: number; taken?: number } =>
      sessions === 0 ? { sessions } : { sessions, taken };
    return {
      ...{ startedAt, isRunning, references: told(trial.references), learned: told(trial.learned) },
      difference: [...verdict.difference],
      ...(verdict.better === undefined ? {} : { better: verdict.better === 1 ? 'learned' : 'references' }),
      sentence: trialSentence(trial),
    };
  }

  /** The confidence that was stated of fixes, against what was answered. */
  #calibration(): TasteDocument['calibration'] {
    const forecasts = this.#outcomes
      .filter(({ answer }) => answer !== 'intentional')
      .map((outcome) => ({
        stated: outcome.about.confidence ?? outcome.about.improves * outcome.about.accepted,
        came: isTaken(outcome) ? (1 as const) : (0 as const),
      }));
    if (forecasts.length === 0) return undefined;
    const { skill, ...rest } = calibrationOf(forecasts);
    const [rightness, confidence] = [this.rightness(USUALLY_RIGHT), this.confidence(USUALLY_RIGHT)];
    const isWorthSaying = (learned: Normal): boolean => Math.abs(learned - USUALLY_RIGHT) >= LEAST_SURER;
    const sentences = [
      ...(isWorthSaying(rightness) ? [rightnessSentence(USUALLY_RIGHT, rightness)] : []),
      ...(isWorthSaying(confidence) ? [confidenceSentence(USUALLY_RIGHT, confidence)] : []),
    ];
    return {
      ...rest,
      ...(Number.isNaN(skill) ? {} : { skill }),
      ...(sentences.length > 0 && { sentence: sentences.join(' ') }),
    };
  }
}

/** @param blame how likely something else than the habit explains an answer; it counts by so much less */
function acceptanceOf(outcomes: readonly Outcome[], blame: (outcome: Outcome) => Normal): AcceptanceModel {
  return new AcceptanceModel(
    outcomes.map((outcome) => ({
      ...outcome.about,
      improves: outcome.about.stated ?? outcome.about.improves,
      accepted: outcome.accepted,
      weight: outcome.weight * (1 - blame(outcome)),
    })),
  );
}

const LEFT_BY_PLANS: ReadonlySet<TasteEvent['what']> = new Set(['shown', 'aside', 'measured', 'assigned'] as const);

/** So many times habits and targets are asked in turn what the other leaves to explain. */
const ROUNDS = 3;

/** Before any answer. */
const NO_WAYS = ownWaysOf(
  [],
  () => 1,
  () => 1,
);
const NOTHING_SEEN: ModelTrust = { gain: 1, errorFactor: 1, count: 0 };
/** What is learned of how sure fixes are is said of one like many, and where it is worth saying. */
const USUALLY_RIGHT: Normal = 0.8;
const LEAST_SURER: Normal = 0.03;
/** What a habit is stated for: a fix like most. */
const TYPICAL_CASE = { relativeSize: 1, benefit: 0.1, risk: 'low' } as const;
/** A tenth of a size is less than the steps in which fixes are prescribed. */
const AUDIBLE_FACTOR = 0.1;

function isTaken({ answer }: Outcome): boolean {
  return answer === 'accept' || answer === 'change';
}

/** What the producer has set by hand, and since when items are forgotten: the place of the event in the log. */
function handOf(events: readonly TasteEvent[]): { pins: Map<string, number>; forgotten: Map<string, number> } {
  const pins = new Map<string, number>();
  const forgotten = new Map<string, number>();
  events.forEach((event, place) => {
    if (event.what === 'pin') pins.set(event.item, event.value);
    if (event.what === 'forget') {
      pins.delete(event.item);
      forgotten.set(event.item, place);
    }
  });
  return { pins, forgotten };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
