import type { FixEvent, ShownFix, TasteEvent } from './taste-event.ts';
import { habitItem } from './taste-items.ts';

/** What the producer made of a fix in the end. */
export interface Outcome {
  about: ShownFix;
  plan: string;
  fix: string;
  profile: string;
  answer: 'accept' | 'change' | 'skip' | 'undo' | 'undo-later' | 'intentional';
  /** As used: the prescribed size unless it was changed. */
  finalSize: number;
  /** 1 taken, with a change or without; 0 refused. */
  accepted: 0 | 1;
  /** How much it counts: newer ones more, an undo twice. */
  weight: number;
  /** Place of the deciding event in the log. */
  place: number;
}

/** Habits change: an answer counts half after this many newer ones, some ten to twenty sessions. */
const HALF_LIFE_ANSWERS = 100;
/** Hearing a fix and taking it back says more than not trying it. */
const UNDO_WEIGHT = 2;

/**
 * One outcome a fix, in the order in which they were decided. The last answer counts: an undo overrides an acceptance.
 * A fix that was written to the set without a word was accepted; one that was only shown, or kept aside, says nothing,
 * for ignoring is not refusing.
 *
 * @param events the log, oldest first; the order counts and not the clock, which may have been set
 */
export function outcomesOf(events: readonly TasteEvent[]): Outcome[] {
  const decided = new Map<string, { event: AnswerEvent; place: number }>();
  events.forEach((event, place) => {
    if (!isAnswer(event)) return;
    const key = `${event.plan}\n${event.fix}`;
    if (event.what === 'applied' && isTaken(decided.get(key)?.event)) return;
    decided.delete(key);
    decided.set(key, { event, place });
  });
  return [...decided.values()].map(({ event, place }, index, all) => ({
    about: event.about,
    plan: event.plan,
    fix: event.fix,
    profile: event.profile,
    answer: event.what === 'applied' ? 'accept' : event.what,
    finalSize: event.what === 'change' ? event.finalSize : event.about.size,
    accepted: acceptedOf(event),
    weight: 0.5 ** ((all.length - 1 - index) / HALF_LIFE_ANSWERS) * (isUndo(event) ? UNDO_WEIGHT : 1),
    place,
  }));
}

/** Outcomes that an item has not been made to forget. */
export function remembered(
  outcomes: readonly Outcome[],
  itemOf: (outcome: Outcome) => string,
  forgotten: ReadonlyMap<string, number>,
): Outcome[] {
  return outcomes.filter((outcome) => outcome.place > (forgotten.get(itemOf(outcome)) ?? -1));
}

/** The item that an outcome's liking belongs to. */
export function habitOf({ about }: Outcome): string {
  return habitItem(about.kind, about.role);
}

type AnswerEvent = Exclude<FixEvent, { what: 'verified' }> & {
  what: Exclude<FixEvent['what'], 'shown' | 'aside' | 'verified'>;
};

function isAnswer(event: TasteEvent): event is AnswerEvent {
  return 'fix' in event && event.what !== 'shown' && event.what !== 'aside' && event.what !== 'verified';
}

/** Whether an application adds nothing to what was said: the fix was taken already, or taken with a change. */
function isTaken(event: AnswerEvent | undefined): boolean {
  return event?.what === 'accept' || event?.what === 'change' || event?.what === 'applied';
}

function isUndo({ what }: AnswerEvent): boolean {
  return what === 'undo' || what === 'undo-later';
}

/**
 * A fix that was taken with another size was taken, and its size is learned by itself; one whose sign was turned round
 * was not.
 */
function acceptedOf(event: AnswerEvent): 0 | 1 {
  if (event.what === 'accept' || event.what === 'applied') return 1;
  return event.what === 'change' && event.finalSize * event.about.size > 0 ? 1 : 0;
}
