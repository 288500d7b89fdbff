import { signedWithUnit } from '../../src/dsp/spoken-units.ts';
import type { VerificationDocument } from '../../src/store/verification-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { scopeName } from './scope-name.ts';

type VerifiedFix = VerificationDocument['fixes'][number];

/** What was promised and what came, fix by fix and in total. */
export function verificationLines(
  verification: VerificationDocument,
  ink: Ink,
  labelOf: (id: string) => string,
  columns: number,
): string[] {
  const { styleDelta, styleScore, fixes, sentence } = verification;
  return [
    ink.title('Verified'),
    `  style delta  ${styleDelta.before.toFixed(2)} → ${ink.strong(styleDelta.after.toFixed(2))}  ${ink.quiet(`predicted ${styleDelta.predicted.toFixed(2)}`)}`,
    `  style score  ${styleScore.before.toFixed(0)} → ${ink.strong(styleScore.after.toFixed(0))}`,
    '',
    ...(fixes.length === 0
      ? []
      : [
          ...tableLines(
            [
              { header: '', align: 'left' },
              { header: '', align: 'left' },
              { header: '', align: 'left', spare: 1 },
              { header: ink.quiet('predicted'), align: 'right' },
              { header: ink.quiet('measured'), align: 'right' },
              { header: '', align: 'left' },
            ],
            fixes.map((fix) => [
              ink.strong(fix.id),
              labelOf(fix.feature),
              ink.quiet(scopeName(fix.scope)),
              signedWithUnit(fix.predicted - fix.before, fix.unit),
              signedWithUnit(fix.measured - fix.before, fix.unit),
              cameTrue(fix) ? ink.good(fix.verdict) : ink.warn(fix.verdict),
            ]),
            { within: columns },
          ),
          ...fixes.filter((fix) => !cameTrue(fix)).map(({ id, explanation }) => `  ${ink.strong(id)}  ${explanation}`),
          '',
        ]),
    sentence,
  ];
}

function cameTrue({ verdict }: VerifiedFix): boolean {
  return verdict === 'as predicted' || verdict === 'more than predicted';
}
