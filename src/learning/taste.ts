import type { Normal } from '../dsp/units.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import type { AnswerEvent } from './answer-event.ts';

/**
 * What a producer tends to accept, and at what size: a hierarchy of Beta distributions (all fixes → kind → kind on a
 * role), each level the prior of the next, so that few answers already say something and none say too much. Sizes: the
 * mean log ratio of final to prescribed, shrunk towards 0.
 */
export class Taste {
  readonly #answers: readonly WeightedAnswer[];

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
  }

  /** Expected share of such fixes that this producer accepts. Without any answer: the prior, 0.75. */
  acceptance(kind: string, role: string): Normal {
    const everything = posterior(
      PRIOR_ACCEPTED / (PRIOR_ACCEPTED + PRIOR_REFUSED),
      PRIOR_ACCEPTED + PRIOR_REFUSED,
      this.#answers,
    );
    const ofKind = this.#answers.filter(({ event }) => event.kind === kind);
    const kindMean = posterior(everything, LEVEL_STRENGTH, ofKind);
    return posterior(
      kindMean,
      LEVEL_STRENGTH,
      ofKind.filter(({ event }) => event.role === role),
    );
  }

  /** What to multiply a prescribed size by, 0.5 … 1.5; 1 without any answer. */
  sizeFactor(kind: string, role: string): number {
    const ofKind = this.#answers.filter(({ event }) => event.kind === kind && tellsSize(event));
    const kindMean = shrunkLogRatio(0, ofKind);
    const mean = shrunkLogRatio(
      kindMean,
      ofKind.filter(({ event }) => event.role === role),
    );
    return Math.min(MOST_SIZE_FACTOR, Math.max(LEAST_SIZE_FACTOR, Math.exp(mean)));
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
      const sizeFactor = this.sizeFactor(kind, role);
      return {
        kind,
        role,
        accepted,
        answered: events.length,
        acceptance: this.acceptance(kind, role),
        sizeFactor,
        sentence: habitSentence(kind, role, accepted, events.length, sizeFactor),
      };
    });
    return {
      schema: 'coproducer.taste/1',
      answers: this.#answers.length,
      habits: habits.sort((a, b) => b.answered - a.answered),
    };
  }
}

interface WeightedAnswer {
  event: AnswerEvent;
  weight: number;
  acceptance: Normal;
}

/** Three accepted to one refused before the first answer: fixes that are shown were proved first. */
const PRIOR_ACCEPTED = 3;
const PRIOR_REFUSED = 1;
/** How many answers a level's parent counts for. */
const LEVEL_STRENGTH = 4;
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

function posterior(priorMean: Normal, strength: number, answers: readonly WeightedAnswer[]): Normal {
  let accepted = priorMean * strength;
  let total = strength;
  for (const { weight, acceptance } of answers) {
    accepted += weight * acceptance;
    total += weight;
  }
  return accepted / total;
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

function habitSentence(kind: string, role: string, accepted: number, answered: number, sizeFactor: number): string {
  const share =
    accepted * 2 >= answered
      ? `You accept ${kind} changes on ${role}: ${accepted} of ${answered}.`
      : `You skip ${kind} changes on ${role}: ${answered - accepted} of ${answered}.`;
  const size = Math.abs(sizeFactor - 1) < 0.1 ? '' : ` You take ${Math.round(sizeFactor * 100)} % of the size.`;
  return share + size;
}
