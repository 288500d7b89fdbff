import type { Normal } from '../dsp/units.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { AcceptanceModel, type AcceptanceCase } from './acceptance-model.ts';
import type { AnswerEvent } from './answer-event.ts';

/** A learned number and, for the producer, what it was learned from; empty where nothing was. */
export interface Learned {
  value: number;
  because: string;
}

/**
 * What a producer tends to accept, and at what size. Acceptance: see `AcceptanceModel`. Sizes: the mean log ratio of
 * final to prescribed, shrunk towards 0.
 */
export class Taste {
  readonly #answers: readonly WeightedAnswer[];
  readonly #acceptance: AcceptanceModel;

  /**
   * @param events the log, oldest first; of several events of one fix the last one counts ("undo" overrides "accept").
   */
  constructor(events: readonly AnswerEvent[]) {
    const last = new Map<string, AnswerEvent>();
    for (const event of events) {
      const key = `${event.plan}/${event.fix}`;
      last.delete(key);
      last.set(key, event);
    }
    const kept = [...last.values()];
    this.#answers = kept.map((event, index) => ({
      event,
      weight: 0.5 ** ((kept.length - 1 - index) / HALF_LIFE_ANSWERS) * (event.answer === 'undo' ? UNDO_WEIGHT : 1),
      acceptance: acceptanceOf(event),
    }));
    this.#acceptance = new AcceptanceModel(
      this.#answers.map(({ event, weight, acceptance }) => ({
        kind: event.kind,
        role: event.role,
        relativeSize: 1,
        benefit: event.predictedBenefit,
        risk: 'low',
        accepted: acceptance,
        weight,
      })),
    );
  }

  /** How likely this producer accepts such a fix. Without any answer: the prior, about three of four. */
  acceptance(fix: AcceptanceCase): Learned {
    return { value: this.#acceptance.estimate(fix).probability, because: this.#because(fix.kind, fix.role) };
  }

  /** What to multiply a prescribed size by, 0.5 … 1.5; 1 without any answer. */
  sizeFactor(kind: string, role: string): Learned {
    const ofKind = this.#answers.filter(({ event }) => event.kind === kind && tellsSize(event));
    const kindMean = shrunkLogRatio(0, ofKind);
    const mean = shrunkLogRatio(
      kindMean,
      ofKind.filter(({ event }) => event.role === role),
    );
    const value = Math.min(MOST_SIZE_FACTOR, Math.max(LEAST_SIZE_FACTOR, Math.exp(mean)));
    return { value, because: sizeSentence(kind, role, value) };
  }

  toDocument(): TasteDocument {
    const groups = new Map<string, AnswerEvent[]>();
    for (const { event } of this.#answers) {
      const key = `${event.kind}\n${event.role}`;
      groups.set(key, [...(groups.get(key) ?? []), event]);
    }
    const habits = [...groups.values()].map((events) => {
      const { kind, role } = events[0];
      const accepted = events.filter(({ answer }) => answer === 'accept' || answer === 'change').length;
      const size = this.sizeFactor(kind, role);
      return {
        kind,
        role,
        accepted,
        answered: events.length,
        acceptance: this.acceptance({ kind, role, relativeSize: 1, benefit: 0.1, risk: 'low' }).value,
        sizeFactor: size.value,
        sentence: [this.#because(kind, role), size.because].filter((words) => words !== '').join(' '),
      };
    });
    return {
      schema: 'coproducer.taste/1',
      answers: this.#answers.length,
      habits: habits.sort((a, b) => b.answered - a.answered),
    };
  }

  #because(kind: string, role: string): string {
    const own = this.#answers.filter(({ event }) => event.kind === kind && event.role === role);
    const accepted = own.filter(({ event }) => event.answer === 'accept' || event.answer === 'change').length;
    if (own.length === 0) return '';
    return accepted * 2 >= own.length
      ? `You accept ${kind} changes on ${role}: ${accepted} of ${own.length}.`
      : `You skip ${kind} changes on ${role}: ${own.length - accepted} of ${own.length}.`;
  }
}

interface WeightedAnswer {
  event: AnswerEvent;
  weight: number;
  acceptance: Normal;
}

/** Habits change: an answer counts half after this many newer ones. */
const HALF_LIFE_ANSWERS = 50;
/** Hearing a fix and taking it back says more than not trying it. */
const UNDO_WEIGHT = 2;
/**
 * Sizes scatter between producers about as much as between one producer's answers (log ratio, standard deviation 0.4
 * for both), so the prior of a size weighs as much as one answer.
 */
const SIZE_PRIOR_ANSWERS = 1;
const LEAST_SIZE_FACTOR = 0.5;
const MOST_SIZE_FACTOR = 1.5;

/** A changed fix was wanted, the less the further its size was moved; a reversed sign was not. */
function acceptanceOf({ answer, prescribedSize, finalSize }: AnswerEvent): Normal {
  if (answer === 'accept') return 1;
  if (answer !== 'change' || prescribedSize === 0) return 0;
  const ratio = finalSize / prescribedSize;
  return ratio <= 0 ? 0 : Math.min(ratio, 1 / ratio);
}

/** Sizes that mean the same thing on a logarithmic scale: both there and of one sign. */
function tellsSize({ answer, prescribedSize, finalSize }: AnswerEvent): boolean {
  return (answer === 'accept' || answer === 'change') && prescribedSize !== 0 && finalSize / prescribedSize > 0;
}

/** Mean of a normal distribution under a normal prior. */
function shrunkLogRatio(priorMean: number, answers: readonly WeightedAnswer[]): number {
  let sum = priorMean * SIZE_PRIOR_ANSWERS;
  let total = SIZE_PRIOR_ANSWERS;
  for (const { event, weight } of answers) {
    sum += weight * Math.log(event.finalSize / event.prescribedSize);
    total += weight;
  }
  return sum / total;
}

function sizeSentence(kind: string, role: string, factor: number): string {
  return Math.abs(factor - 1) < 0.1
    ? ''
    : `You take ${Math.round(factor * 100)} % of the size of ${kind} changes on ${role}.`;
}
