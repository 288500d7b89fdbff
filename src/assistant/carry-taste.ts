import { tasteEvent } from '../learning/taste-event.ts';
import { carriedTasteDocument } from '../store/carried-taste-document.ts';
import { Failure } from '../store/failure.ts';
import { readGivenDocument, writeDocument } from '../store/json-document.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { eventLogOf } from './record-events.ts';
import { readTaste } from './taste.ts';
import type { Workshop } from './workshop.ts';

/** Writes everything that the taste was learned from into one file: kinds, roles and numbers, no path and no name. */
export async function exportTaste(workshop: Workshop, file: string): Promise<TasteDocument> {
  const { events } = await eventLogOf(workshop).read();
  await writeDocument(carriedTasteDocument, file, {
    schema: 'coproducer.carried-taste/1',
    exportedAt: workshop.now().toISOString(),
    events,
  });
  return readTaste(workshop);
}

/**
 * Adds what another machine has learned; what is known already is not added again.
 *
 * @throws Failure 'input' where the file is no such export.
 */
export async function importTaste(workshop: Workshop, file: string): Promise<TasteDocument> {
  const { events: carried } = await readGivenDocument(carriedTasteDocument, file);
  const log = eventLogOf(workshop);
  const known = new Set((await log.read()).events.map(({ id }) => id));
  const events = carried.map((event, place) => {
    const parsed = tasteEvent.safeParse(event);
    if (parsed.success) return parsed.data;
    throw new Failure(
      'input',
      `${file} holds an event (number ${place + 1}) that this version does not know; update Coproducer.`,
    );
  });
  await log.append(
    events.filter(({ id }) => !known.has(id)),
    workshop.now(),
  );
  return readTaste(workshop);
}
