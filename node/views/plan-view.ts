import type { DisplayValue, PlanDocument } from '../../src/store/plan-document.ts';
import type { StemMapDocument } from '../../src/store/stem-map-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { withUnit } from '../terminal/numbers.ts';
import { tableLines } from '../terminal/table.ts';
import { basename } from 'node:path';

/** A plan for a person: one sentence a fix, why, and what to turn by hand. */
export function planLines(plan: PlanDocument, ink: Ink): string[] {
  const { before, predicted } = plan.styleDelta;
  const fixes = plan.fixes.flatMap((fix) => [
    `${ink.strong(fix.id)}  ${fix.sentence}`,
    `    ${fix.why}`,
    ...fix.changes.map(
      ({ parameter, from, to, unit }) =>
        `    ${ink.quiet(`${fix.device} › ${parameter}:`)} ${displayText(from, unit)} → ${displayText(to, unit)}`,
    ),
    ink.quiet(
      fix.advice
        ? '    advice: nothing is written'
        : `    style delta after it ${fix.predicted.styleDeltaAfter.toFixed(2)}, confidence ${Math.round(fix.confidence * 100)} %, ${fix.risk} risk`,
    ),
    '',
  ]);
  const heading =
    plan.fixes.length === 0
      ? ink.good('No change is needed.')
      : `${ink.title('Plan')} ${plan.id}: style delta ${before.toFixed(2)} → ${ink.good(predicted.toFixed(2))} predicted`;
  return [heading, '', ...fixes, ...plan.notes.map((note) => ink.quiet(note))];
}

/** Which file is which track, so that a wrong guess is seen before it matters. */
export function stemLines({ stems }: StemMapDocument, ink: Ink): string[] {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    ink.strong('Stems'),
    ...tableLines(
      [
        { header: ink.quiet('file'), align: 'left' },
        { header: ink.quiet('track'), align: 'left' },
        { header: '', align: 'right' },
        { header: ink.quiet('role'), align: 'left' },
        { header: '', align: 'right' },
        { header: '', align: 'left' },
      ],
      stems.map(({ file, track, trackConfidence, role, roleConfidence, leftOut }) => [
        basename(file),
        track,
        ink.quiet(percent(trackConfidence)),
        role,
        ink.quiet(percent(roleConfidence)),
        leftOut === '' ? '' : ink.warn(`left out: ${leftOut}`),
      ]),
    ),
    '',
  ];
}

export function displayText(value: DisplayValue, unit: string): string {
  return typeof value === 'number' ? withUnit(value, unit === 'Q' ? '' : unit) : value;
}
