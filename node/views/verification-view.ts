import type { VerificationDocument } from '../../src/store/verification-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { signed } from '../terminal/numbers.ts';
import { tableLines } from '../terminal/table.ts';

/** What was promised and what came, fix by fix and in total. */
export function verificationLines(
  verification: VerificationDocument,
  ink: Ink,
  labelOf: (id: string) => string,
): string[] {
  const { before, predicted, after } = verification.styleDelta;
  return [
    ink.title('Verified'),
    `  style delta ${before.toFixed(2)} → ${ink.strong(after.toFixed(2))} ${ink.quiet(`(predicted ${predicted.toFixed(2)})`)}`,
    `  style score ${verification.styleScore.before.toFixed(0)} → ${ink.strong(verification.styleScore.after.toFixed(0))}`,
    '',
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: ink.quiet('predicted'), align: 'right' },
        { header: ink.quiet('measured'), align: 'right' },
        { header: '', align: 'left' },
      ],
      verification.fixes.map((fix) => [
        fix.id,
        `${labelOf(fix.feature)} ${ink.quiet(fix.scope)}`,
        signed(fix.predicted - fix.before, fix.unit),
        signed(fix.measured - fix.before, fix.unit),
        fix.verdict === 'as predicted' || fix.verdict === 'more than predicted'
          ? ink.good(fix.verdict)
          : ink.warn(fix.verdict),
      ]),
    ),
    '',
    verification.sentence,
  ];
}
