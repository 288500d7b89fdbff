import type { ReceiptDocument } from '../../src/store/receipt-document.ts';
import { displayText } from '../views/display-text.ts';

/** What an apply has written, in one sentence: each write, or how many. */
export function appliedWords(receipt: ReceiptDocument | undefined): string {
  const written = receipt?.writes.filter(({ state, parameter }) => state === 'written' && parameter !== '') ?? [];
  if (written.length === 0) return 'Nothing had to be written.';
  const [{ track, device, parameter, read, unit }] = written;
  if (written.length > 1) return `Written: ${written.length} settings on ${tracksOf(written)}.`;
  return `Written: ${track} › ${device} › ${parameter} ${displayText(read, unit)}.`;
}

/** What an undo has put back, and what it kept because it was changed since. */
export function undoneWords({ writes }: ReceiptDocument): string {
  const kept = writes.find(({ state }) => state === 'kept');
  if (kept !== undefined) {
    return `Taken back, except for ${kept.track} › ${kept.parameter}: ${kept.reason}.`;
  }
  return `Taken back on ${tracksOf(writes)}: all is as it was before.`;
}

function tracksOf(writes: readonly { track: string }[]): string {
  return [...new Set(writes.map(({ track }) => track))].join(', ');
}
