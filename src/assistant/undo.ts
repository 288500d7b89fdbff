import { undoReceipt } from '../live/undo-receipt.ts';
import { Failure } from '../store/failure.ts';
import { readDocument, writeDocument } from '../store/json-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { receiptDocument, type ReceiptDocument } from '../store/receipt-document.ts';
import { openSet } from './open-set.ts';
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
  const file = request.receipt ?? (await new ProjectMemory(home.memoryFile).recall()).lastReceipt;
  if (file === '') throw new Failure('input', 'There is nothing to undo: no plan was applied yet.');
  const receipt = await readDocument(receiptDocument, file, (line) => progress.note(line));
  const set = await openSet(request.set ?? receipt.set);
  try {
    return await undoReceipt(set, receipt, (state) => writeDocument(receiptDocument, file, state));
  } finally {
    await set.close();
  }
}
