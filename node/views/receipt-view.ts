import type { ReceiptDocument, ReceiptWrite } from '../../src/store/receipt-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { displayText } from './plan-view.ts';

const HEADING: Readonly<Record<ReceiptDocument['state'], string>> = {
  open: 'Not finished',
  applied: 'Applied',
  'rolled-back': 'Rolled back: the set is as it was',
  undone: 'Undone: the set is as it was',
  'partly-undone': 'Undone, except for what you have changed since',
};

/** What was written, row by row, with what stood there before. */
export function receiptLines(receipt: ReceiptDocument, ink: Ink): string[] {
  return [
    `${ink.title(HEADING[receipt.state])} ${ink.quiet(`(receipt ${receipt.id})`)}`,
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: ink.quiet('before'), align: 'right' },
        { header: ink.quiet('now'), align: 'right' },
        { header: '', align: 'left' },
      ],
      receipt.writes.map((write) => [
        write.track,
        write.device,
        write.parameter === '' ? 'inserted' : write.parameter,
        write.parameter === '' ? '' : displayText(write.before, write.unit),
        write.parameter === '' ? '' : displayText(nowOf(write), write.unit),
        write.reason === '' ? ink.quiet(write.state) : ink.warn(`${write.state}: ${write.reason}`),
      ]),
    ),
  ];
}

function nowOf({ state, before, read }: ReceiptWrite): ReceiptWrite['before'] {
  return state === 'written' || state === 'kept' ? read : before;
}
