import { basename } from 'node:path';
import type { GapDocument } from '../../src/store/gap-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { rangeWithUnit, signed, withUnit } from '../terminal/numbers.ts';
import { tableLines } from '../terminal/table.ts';

/** More rows than this hide what matters; the rest is counted. */
const MOST_ROWS = 12;

/** A gap report for a person: three scores, the four headlines, the worst gaps and what is fine already. */
export function gapLines(gap: GapDocument, ink: Ink): string[] {
  const sure = gap.clusterConfidence < 1 ? ink.quiet(` (${Math.round(gap.clusterConfidence * 100)} % sure)`) : '';
  const target = gap.cluster === '' ? `your references (${gap.profile})` : `${gap.profile}, ${gap.cluster}${sure}`;
  return [
    `${ink.title(basename(gap.mix))} against ${target}`,
    '',
    ...scoreLines(gap, ink),
    '',
    ink.strong('Headlines'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: ink.quiet('yours'), align: 'right' },
        { header: ink.quiet('off by'), align: 'right' },
      ],
      gap.headline.map(({ axis, value, unit, band, difference }) => [
        axis,
        withUnit(value, unit),
        rangeWithUnit(band, unit),
        difference === 0 ? ink.good('inside') : ink.warn(signed(difference, unit)),
      ]),
    ),
    '',
    ...gapTable(gap, ink),
    ink.good(`${gap.alreadyYours.length} measurements are inside the range of your references: leave them.`),
  ];
}

export function scoreLines({ styleDelta, styleScore, tranceScore }: GapDocument, ink: Ink): string[] {
  return tableLines(
    [
      { header: '', align: 'left' },
      { header: '', align: 'right' },
      { header: '', align: 'left' },
    ],
    [
      ['style delta', styleDelta.toFixed(2), ink.quiet('0 = inside every range')],
      ['style score', styleScore.toFixed(0), ink.quiet('of 100: how much it sounds like your references')],
      ['trance score', tranceScore.toFixed(2), ink.quiet("of 1: how much it follows the genre's conventions")],
    ],
  );
}

function gapTable({ gaps }: GapDocument, ink: Ink): string[] {
  if (gaps.length === 0) return [ink.good('Nothing lies outside the range of your references.')];
  const shown = gaps.slice(0, MOST_ROWS);
  const rest = gaps.length - shown.length;
  return [
    ink.strong('Outside the range of your references'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: ink.quiet('yours'), align: 'right' },
      ],
      shown.map(({ label, scope, direction, value, unit, band }) => [
        label,
        ink.quiet(scope),
        ink.warn(direction),
        withUnit(value, unit),
        rangeWithUnit(band, unit),
      ]),
    ),
    ...(rest > 0 ? [ink.quiet(`  and ${rest} smaller ones (--json lists all)`)] : []),
    '',
  ];
}
