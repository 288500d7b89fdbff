import { undoReceipt } from '../live/undo-receipt.ts';
import { Failure } from '../store/failure.ts';
import { readDocument, writeDocument } from '../store/json-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { receiptDocument, type ReceiptDocument } from '../store/receipt-document.ts';
import { openSet } from './open-set.ts';
import { changingSet } from './unfinished.ts';
import type { Workshop } from './workshop.ts';

/**
 * Puts back what an apply changed, except for parameters that were changed since.
 *
 * @param request.receipt file of the receipt; the newest one if undefined.
 * @param request.set as for apply; the set that the receipt was written in if undefined.
 */
export async function undo(
  workshop: Workshop,
  request: { receipt: string | undefined; set: string | undefined },
): Promise<ReceiptDocument> {
  const { home, progress } = workshop;
  return await changingSet(workshop, async (note, takenBack) => {
    // Who asks for undo after the program died meant what that has left, not the plan before.
    if (request.receipt === undefined && takenBack !== undefined) return takenBack;
    const file = request.receipt ?? (await new ProjectMemory(home.memoryFile).recall()).lastReceipt;
    if (file === '') throw new Failure('input', 'There is nothing to undo: no plan was applied yet.');
    const receipt = await readDocument(receiptDocument, file, (line) => progress.note(line));
    const spec = request.set ?? receipt.set;
    const set = await openSet(workshop, spec);
    try {
      await note({ doing: 'undo', receipt: file, set: spec });
      return await undoReceipt(set, receipt, (state) => writeDocument(receiptDocument, file, state));
    } finally {
      await set.close();
    }
  });
}
