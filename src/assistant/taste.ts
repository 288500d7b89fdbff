import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLog } from '../learning/event-log.ts';
import { Taste } from '../learning/taste.ts';
import { systemErrorCode } from '../store/system-error.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import type { Workshop } from './workshop.ts';

/** What was learned from the producer's answers so far. */
export async function readTaste(workshop: Workshop): Promise<TasteDocument> {
  return (await loadTaste(workshop)).toDocument();
}

/** Forgets every answer; the old log is kept beside the new one under the time of the reset. */
export async function resetTaste(workshop: Workshop): Promise<TasteDocument> {
  const file = answersFile(workshop);
  const stamp = workshop.now().toISOString().replace(/[:.]/g, '-');
  try {
    await rename(file, `${file}.${stamp}`);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  return readTaste(workshop);
}

/** The taste as the next plan reads it. */
export async function loadTaste(workshop: Workshop): Promise<Taste> {
  const { events, unreadable } = await new EventLog(answersFile(workshop)).read();
  if (unreadable > 0)
    workshop.progress.note(`${unreadable} unreadable lines of ${answersFile(workshop)} were passed over.`);
  return new Taste(events);
}

export function answersFile({ home }: Workshop): string {
  return join(home.root, 'answers.jsonl');
}
