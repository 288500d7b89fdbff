import { basename } from 'node:path';
import { partedFixes, promisedDelta } from '../../src/fixes/put-forward.ts';
import { shownChanges } from '../../src/fixes/shown-changes.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';
import type { StemMapDocument } from '../../src/store/stem-map-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { displayText } from './display-text.ts';

/** A plan for a person: one sentence a fix, why, and what to turn by hand. */
export function planLines(plan: PlanDocument, ink: Ink): string[] {
  const { before } = plan.styleDelta;
  const { forward, aside } = partedFixes(plan.fixes);
  const count = forward.length === 1 ? '1 fix' : `${forward.length} fixes`;
  const heading =
    plan.fixes.length === 0
      ? ink.good('No change is needed.')
      : `${ink.title('Plan')}: ${count}; style delta ${before.toFixed(2)} → ${ink.good(promisedDelta(plan).toFixed(2))} predicted`;
  return [
    heading,
    ...forward.flatMap((fix) => ['', ...fixLines(fix, ink)]),
    ...(aside.length === 0 ? [] : ['', ...asideLines(aside, ink)]),
    ...(plan.notes.length === 0 ? [] : ['', ...plan.notes.map((note) => `·  ${note}`)]),
  ];
}

/** What is less sure, in short: none of it is made unless it is asked for. */
function asideLines(fixes: readonly Fix[], ink: Ink): string[] {
  return [
    `${ink.title('Also possible')}, but less sure; apply makes them only with --only ${fixes[0].id} or --all`,
    ...fixes.flatMap(({ id, sentence, why, confidence }) => [
      `${ink.strong(id)}  ${sentence} ${ink.quiet(`${Math.round(confidence * 100)} % sure`)}`,
      ink.quiet(`    ${why}`),
    ]),
  ];
}

function fixLines(fix: Fix, ink: Ink): string[] {
  const { id, sentence, why, device, insert, advice, predicted, confidence, risk } = fix;
  const effect = `style delta ${predicted.styleDeltaAfter.toFixed(2)} once it is done, ${Math.round(confidence * 100)} % sure, ${risk} risk`;
  return [
    `${ink.strong(id)}  ${sentence}`,
    `    ${why}`,
    ...(fix.sideEffects ?? []).map((sentence) => ink.warn(`    but: ${sentence}`)),
    ...(fix.alternative === undefined ? [] : [ink.quiet(`    ${fix.alternative.sentence}`)]),
    ...(fix.listenTo === undefined || fix.listenTo.length === 0
      ? []
      : [ink.quiet(`    listen to ${fix.listenTo.map((file) => basename(file)).join(', ')}`)]),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: '', align: 'left' },
        { header: '', align: 'right' },
      ],
      shownChanges(fix).map(({ parameter, from, to, unit }, index) => [
        index === 0 ? ink.quiet(insert ? `${device}, new` : device) : '',
        parameter,
        displayText(from, unit),
        '→',
        displayText(to, unit),
      ]),
      { indent: '    ' },
    ),
    ink.quiet(`    ${advice ? 'advice: nothing is written' : effect}`),
  ];
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
        { header: ink.quiet('sure'), align: 'right' },
        { header: ink.quiet('role'), align: 'left' },
        { header: ink.quiet('sure'), align: 'right' },
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
  ];
}
