import { rename } from 'node:fs/promises';
import { featureById } from '../analysis/features.ts';
import { LEAST_SIZE_FACTOR, MOST_SIZE_FACTOR } from '../learning/size-habits.ts';
import { MOST_SHIFT } from '../learning/target-shifts.ts';
import { Taste } from '../learning/taste.ts';
import { parseItem, type TasteItemKind } from '../learning/taste-items.ts';
import { Failure } from '../store/failure.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { systemErrorCode } from '../store/system-error.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { eventLogOf, recordEvents } from './record-events.ts';
import type { Workshop } from './workshop.ts';

/**
 * What was learned from the producer's answers so far.
 *
 * @param profile whose targets are told; the one used last if undefined.
 */
export async function readTaste(workshop: Workshop, profile?: string): Promise<TasteDocument> {
  const wanted = profile ?? (await new ProjectMemory(workshop.home.memoryFile).recall()).currentProfile;
  return (await loadTaste(workshop)).toDocument(wanted);
}

/** The taste as the next plan reads it. @param profile what the plan is for */
export async function loadTaste(workshop: Workshop, profile = ''): Promise<Taste> {
  const log = eventLogOf(workshop);
  const { events, unreadable } = await log.read();
  if (unreadable > 0) {
    const lines = unreadable === 1 ? 'A line' : `${unreadable} lines`;
    workshop.progress.note(`${lines} of ${log.file} could not be read and were passed over; all others count.`);
  }
  return new Taste(events, profile);
}

/**
 * Forgets what was learned: of one item, named as `taste show` names it, or of all. Nothing is deleted: of one item the
 * events stay and do not count any more, and a whole log is kept beside the new one under the time of the reset.
 *
 * @throws Failure 'usage' where there is no such item.
 */
export async function resetTaste(workshop: Workshop, item?: string): Promise<TasteDocument> {
  if (item !== undefined) {
    checkedItem(item);
    await recordEvents(workshop, [{ what: 'forget', item }]);
    return readTaste(workshop);
  }
  const { file } = eventLogOf(workshop);
  // Read once, so that a log of an older version is taken over and set aside with the rest.
  await loadTaste(workshop);
  const stamp = workshop.now().toISOString().replace(/[:.]/g, '-');
  try {
    await rename(file, `${file}.${stamp}`);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  return readTaste(workshop);
}

/**
 * Holds an item at a value whatever the answers say, until it is reset: a chance of acceptance for a habit, a factor
 * for a size, spreads for a target, measured over predicted for a model.
 *
 * @throws Failure 'usage' where there is no such item, or the value is out of its range.
 */
export async function setTaste(workshop: Workshop, item: string, value: number): Promise<TasteDocument> {
  const { low, high, what } = RANGES[checkedItem(item)];
  if (!(value >= low && value <= high)) {
    throw new Failure('usage', `${value} cannot be set for "${item}": ${what} goes from ${low} to ${high}.`);
  }
  await recordEvents(workshop, [{ what: 'pin', item, value }]);
  return readTaste(workshop);
}

const RANGES: Readonly<Record<TasteItemKind, { low: number; high: number; what: string }>> = {
  habit: { low: 0.05, high: 0.95, what: 'a chance of acceptance' },
  size: { low: LEAST_SIZE_FACTOR, high: MOST_SIZE_FACTOR, what: 'a share of the prescribed size' },
  target: { low: -MOST_SHIFT, high: MOST_SHIFT, what: 'a shift in spreads of your references' },
  model: { low: 0.5, high: 1.5, what: 'measured over predicted change' },
};

function checkedItem(name: string): TasteItemKind {
  const item = parseItem(name);
  const isKnown =
    item !== undefined &&
    (item.kind === 'model' || (item.kind === 'target' ? isTarget(item.of) : /^[^/]+\/[^/]+$/u.test(item.of)));
  if (!isKnown) {
    throw new Failure(
      'usage',
      `"${name}" is no part of your taste: name one as taste show does, such as "habit width/pad", "size fader/bass" or "model EQ Eight".`,
    );
  }
  return item.kind;
}

/** `mine/tone.mud@drop`: a profile, a feature of the catalogue, a scope. */
function isTarget(of: string): boolean {
  const found = /^.+\/([^/@]+)@\w+$/u.exec(of);
  return found !== null && featureById(found[1]) !== undefined;
}
