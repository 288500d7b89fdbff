import type { ReceiptDocument, ReceiptWrite } from '../../src/store/receipt-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { displayText } from './display-text.ts';

const HEADING: Readonly<Record<ReceiptDocument['state'], string>> = {
  open: 'Not finished',
  applied: 'Applied',
  'rolled-back': 'Rolled back: the set is as it was',
  undone: 'Undone: the set is as it was',
  'partly-undone': 'Undone, except for what you have changed since',
};

/** What was done, row by row, with what stood there before it was. */
export function receiptLines(receipt: ReceiptDocument, ink: Ink): string[] {
  const { state, set, writes } = receipt;
  if (writes.length === 0) return [`${ink.title('Nothing to write')}: the plan changes nothing by itself.`];
  const wasUndone = state === 'undone' || state === 'partly-undone';
  return [
    `${ink.title(HEADING[state])} ${ink.quiet(`(${set})`)}`,
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: ink.quiet('before'), align: 'right' },
        { header: ink.quiet('now'), align: 'right' },
        { header: '', align: 'left' },
      ],
      writes.map((write) => [
        write.track,
        write.device,
        ...(write.parameter === ''
          ? ['', ...insertionCells(write)]
          : [
              write.parameter,
              displayText(wasUndone ? write.read : write.before, write.unit),
              displayText(nowOf(write), write.unit),
            ]),
        write.reason === '' ? ink.quiet(write.state) : ink.warn(`${write.state}: ${write.reason}`),
      ]),
    ),
  ];
}

function insertionCells({ state }: ReceiptWrite): [string, string] {
  if (state === 'written') return ['none', 'new'];
  return state === 'undone' || state === 'rolled-back' ? ['new', 'none'] : ['', ''];
}

function nowOf({ state, before, read }: ReceiptWrite): ReceiptWrite['before'] {
  return state === 'written' || state === 'kept' ? read : before;
}
