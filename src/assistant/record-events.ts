import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { EventLog } from '../learning/event-log.ts';
import { tasteEvent, type TasteEvent } from '../learning/taste-event.ts';
import { Failure } from '../store/failure.ts';
import type { Workshop } from './workshop.ts';

type Loose<T> = T extends unknown ? Omit<T, 'schema' | 'id' | 'at'> & { id?: string } : never;
/** An event without what every event has; `id` only where the same thing may be recorded twice. */
export type NewEvent = Loose<TasteEvent>;

/** @throws Failure 'input' where they cannot be saved. */
export async function recordEvents(workshop: Workshop, events: readonly NewEvent[]): Promise<void> {
  const now = workshop.now();
  const at = now.toISOString();
  await eventLogOf(workshop).append(
    events.map((event) =>
      tasteEvent.parse({ schema: 'coproducer.event/1', at, ...event, id: event.id ?? randomUUID() }),
    ),
    now,
  );
}

/** The same for work that is done already: where its record cannot be saved, that is told and does not undo it. */
export async function recordAfterwards(workshop: Workshop, events: readonly NewEvent[]): Promise<void> {
  try {
    await recordEvents(workshop, events);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    workshop.progress.note(`Nothing is learned from this: ${error.message}`);
  }
}

export function eventLogOf({ home }: Pick<Workshop, 'home'>): EventLog {
  return new EventLog(home.eventsFile, join(dirname(home.eventsFile), 'answers.jsonl'));
}

/** Clears the log of what says nothing any more; where that cannot be saved it is left for another time. */
export async function tidyEvents(workshop: Workshop, isIdle: (event: TasteEvent) => boolean): Promise<void> {
  try {
    await eventLogOf(workshop).compact(isIdle);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
