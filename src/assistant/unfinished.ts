import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { undoReceipt } from '../live/undo-receipt.ts';
import { writeFileSafely } from '../store/atomic-file.ts';
import { Failure } from '../store/failure.ts';
import { withFileLock } from '../store/file-lock.ts';
import { readDocument, readDocumentIfThere, writeDocument } from '../store/json-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { receiptDocument, type ReceiptDocument } from '../store/receipt-document.ts';
import { openSet } from './open-set.ts';
import { eventLogOf, recordAfterwards, type NewEvent } from './record-events.ts';
import { loggedFix, type AboutFix } from './shown-fix.ts';
import type { Workshop } from './workshop.ts';

/** What stands beside a receipt while the set is being changed: whoever starts next finds it, should this one die. */
const unfinishedNote = z.object({
  schema: z.literal('coproducer.unfinished/1'),
  doing: z.enum(['apply', 'undo']),
  /** File of the receipt, and how the set is opened. */
  receipt: z.string(),
  set: z.string(),
});
type UnfinishedNote = z.infer<typeof unfinishedNote>;

/** Puts in order what a program that died has left half-done, without doing anything new. */
export async function putInOrder(workshop: Workshop): Promise<ReceiptDocument | undefined> {
  const { receipts } = workshop.home;
  if (!(await readdir(receipts)).some((name) => name.endsWith(NOTE_SUFFIX))) return undefined;
  return await withFileLock(join(receipts, 'set'), () => finishUnfinished(workshop), APPLY_TIMEOUT_MS);
}

/** Two plans being written at once would take each other's values for the producer's. */
const APPLY_TIMEOUT_MS = 60_000;

/**
 * Changes a set while no other process of this home does, and after all that an earlier one left half-done was put in
 * order. When the program dies during `work`, the next one takes back what it applied, or goes on with its undo.
 *
 * @param note what is being done; known before the first change
 * @param work the change; its receipt has been saved when it returns, and is recorded as an answer. It is handed the
 * receipt that was taken back before, if one was
 */
export async function changingSet(
  workshop: Workshop,
  work: (
    note: (what: Omit<UnfinishedNote, 'schema'>) => Promise<void>,
    takenBack: ReceiptDocument | undefined,
  ) => Promise<ReceiptDocument>,
): Promise<ReceiptDocument> {
  const { home } = workshop;
  return await withFileLock(
    join(home.receipts, 'set'),
    async () => {
      const takenBack = await finishUnfinished(workshop);
      let noted: UnfinishedNote | undefined;
      const note = async (what: Omit<UnfinishedNote, 'schema'>): Promise<void> => {
        noted = { schema: 'coproducer.unfinished/1', ...what };
        await writeFileSafely(noteFileOf(home, noted), JSON.stringify(noted));
      };
      try {
        const receipt = await work(note, takenBack);
        if (receipt !== takenBack) await recordReceipt(workshop, receipt);
        return receipt;
      } finally {
        // Where the note cannot be removed, the next start finds that there is nothing left to do.
        if (noted !== undefined && (await isOver(noted)))
          await rm(noteFileOf(home, noted), { force: true }).catch(() => undefined);
      }
    },
    APPLY_TIMEOUT_MS,
  );
}

function noteFileOf({ receipts }: Workshop['home'], { receipt }: UnfinishedNote): string {
  return join(receipts, `${basename(receipt)}${NOTE_SUFFIX}`);
}

/** Whether nothing is left to do: done, or failed and put back. */
async function isOver({ doing, receipt }: UnfinishedNote): Promise<boolean> {
  const state = (await readDocumentIfThere(receiptDocument, receipt).catch(() => undefined))?.state;
  return state === undefined || !(state === 'open' || (state === 'applied' && doing === 'undo'));
}

const NOTE_SUFFIX = '.unfinished';

/**
 * Puts in order what a program that died has left half-done in a set. The caller holds the lock.
 *
 * @returns the newest receipt whose plan was taken back by it
 */
async function finishUnfinished(workshop: Workshop): Promise<ReceiptDocument | undefined> {
  let takenBack: ReceiptDocument | undefined;
  const { home, progress } = workshop;
  const names = (await readdir(home.receipts)).filter((name) => name.endsWith(NOTE_SUFFIX)).sort();
  for (const name of names) {
    const file = join(home.receipts, name);
    const note = await readDocument(unfinishedNote, file).catch(() => undefined);
    const receipt =
      note === undefined
        ? undefined
        : await readDocumentIfThere(receiptDocument, note.receipt, (line) => progress.note(line)).catch(
            () => undefined,
          );
    // Without a receipt nothing had been written yet.
    if (note === undefined || receipt === undefined) {
      await rm(file, { force: true });
      continue;
    }
    try {
      const done = await finished(workshop, note, receipt);
      // What a dying program left undone says nothing of the producer.
      if (note.doing === 'undo' || done.state === 'applied') await recordReceipt(workshop, done);
      if (done.state === 'applied') {
        await new ProjectMemory(home.memoryFile).remember((memory) => {
          memory.lastReceipt = note.receipt;
        });
      }
      await rm(file, { force: true });
      if (receipt.state !== 'open') continue;
      takenBack = done;
      progress.note(`A plan whose writing was cut off has been taken back (${receipt.id}).`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      progress.note(`A plan whose writing was cut off could not be taken back yet (${receipt.id}): ${error.message}`);
    }
  }
  return takenBack;
}

async function finished(workshop: Workshop, note: UnfinishedNote, receipt: ReceiptDocument): Promise<ReceiptDocument> {
  if (note.doing === 'apply' && receipt.state !== 'open') return receipt;
  const set = await openSet(workshop, note.set);
  try {
    return await undoReceipt(set, receipt, (state) => writeDocument(receiptDocument, note.receipt, state));
  } finally {
    await set.close();
  }
}

/** An hour after a fix was written, taking it back is a second thought. */
const LATER_MS = 3_600_000;

/** Records what a receipt says of its fixes: those that stand were taken, those taken back were not. */
async function recordReceipt(workshop: Workshop, receipt: ReceiptDocument): Promise<void> {
  const { events } = await eventLogOf(workshop).read();
  const fixes = [...new Set(receipt.writes.map(({ fix }) => fix))].flatMap(
    (fix) => loggedFix(events, receipt.plan, fix) ?? [],
  );
  const isLater = workshop.now().getTime() - Date.parse(receipt.createdAt) > LATER_MS;
  const eventOf = (about: AboutFix): NewEvent[] => {
    const states = new Set(receipt.writes.filter(({ fix }) => fix === about.fix).map(({ state }) => state));
    const id = (what: string): string => `${receipt.id} ${about.fix} ${what}`;
    if (receipt.state === 'applied' && states.has('written')) return [{ what: 'applied', id: id('applied'), ...about }];
    const isUndone = (receipt.state === 'undone' || receipt.state === 'partly-undone') && !states.has('kept');
    return isUndone ? [{ what: isLater ? 'undo-later' : 'undo', id: id('undo'), ...about }] : [];
  };
  await recordAfterwards(workshop, fixes.flatMap(eventOf));
}
