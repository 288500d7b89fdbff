import { basename } from 'node:path';
import { rangeWithUnit, signedWithUnit, withUnit } from '../../src/dsp/spoken-units.ts';
import type { GapDocument } from '../../src/store/gap-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { scopeName } from './scope-name.ts';

/** More rows than this hide what matters; the rest is counted. */
const MOST_ROWS = 12;

/** A gap report for a person: three scores, the four headlines, the worst gaps and what is fine already. */
export function gapLines(gap: GapDocument, ink: Ink, columns: number): string[] {
  const sure = gap.clusterConfidence < 1 ? `, ${Math.round(gap.clusterConfidence * 100)} % sure` : '';
  const target = gap.cluster === '' ? `chosen references of ${gap.profile}` : `${gap.profile}, ${gap.cluster}${sure}`;
  return [
    `${ink.title(basename(gap.mix))} against your references ${ink.quiet(`(${target})`)}`,
    '',
    ...scoreLines(gap, ink),
    '',
    ...conventionLines(gap, ink, columns),
    ...headlineTable(gap, ink),
    '',
    ...gapTable(gap, ink, columns),
    ...movedLines(gap, ink),
    ink.good(`${gap.alreadyYours.length} measurements are inside the range of your references: leave them.`),
  ];
}

function scoreLines({ styleDelta, styleScore, tranceScore }: GapDocument, ink: Ink): string[] {
  return tableLines(
    [
      { header: '', align: 'left' },
      { header: '', align: 'right' },
      { header: '', align: 'left' },
    ],
    [
      ['style delta', styleDelta.toFixed(2), ink.quiet('0 = inside every range of your references')],
      ['style score', styleScore.toFixed(0), ink.quiet('of 100: how much it sounds like your references')],
      ['trance score', tranceScore.toFixed(2), ink.quiet("of 1: how much it follows the genre's conventions")],
    ],
  );
}

/** What the trance score is made of, each convention with its share. */
function conventionLines({ tranceComponents }: GapDocument, ink: Ink, columns: number): string[] {
  if (tranceComponents.length === 0) return [];
  return [
    ink.strong('Trance score'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: ink.quiet('kept'), align: 'right' },
        { header: ink.quiet('counts'), align: 'right' },
        { header: '', align: 'left', spare: 1 },
      ],
      tranceComponents.map(({ name, value, weight, why }) => [
        name,
        value === null ? ink.quiet('–') : `${Math.round(100 * value)} %`,
        ink.quiet(value === null ? 'left out' : `${Math.round(100 * weight)} %`),
        ink.quiet(why),
      ]),
      { within: columns },
    ),
    '',
  ];
}

function headlineTable({ headline }: GapDocument, ink: Ink): string[] {
  return [
    ink.strong('Headlines'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: ink.quiet('this mix'), align: 'right' },
        { header: ink.quiet('your range'), align: 'right' },
        { header: ink.quiet('outside by'), align: 'right' },
      ],
      headline.map(({ axis, value, unit, band, severity }) => [
        axis,
        withUnit(value, unit),
        rangeWithUnit(band, unit),
        severity === 0
          ? ink.good('inside')
          : ink.warn(signedWithUnit(value - (severity > 0 ? band[1] : band[0]), unit)),
      ]),
    ),
  ];
}

function gapTable({ gaps }: GapDocument, ink: Ink, columns: number): string[] {
  if (gaps.length === 0) return [ink.good('Nothing lies outside the range of your references.')];
  const shown = gaps.slice(0, MOST_ROWS);
  const rest = gaps.length - shown.length;
  return [
    ink.strong('Outside the range of your references, worst first'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'left', spare: 1 },
        { header: ink.quiet('this mix'), align: 'right' },
        { header: ink.quiet('your range'), align: 'right' },
      ],
      shown.map(({ label, scope, direction, value, unit, band }) => [
        label,
        ink.quiet(scopeName(scope)),
        ink.warn(directionBeside(label, direction)),
        withUnit(value, unit),
        rangeWithUnit(band, unit),
      ]),
      { within: columns },
    ),
    ...(rest > 0 ? [ink.quiet(`  and ${rest} more (--json lists all)`)] : []),
    '',
  ];
}

/** Which ranges the answers have moved away from those of the references, and why. */
function movedLines({ gaps, alreadyYours }: GapDocument, ink: Ink): string[] {
  const reasons = [...gaps, ...alreadyYours].flatMap(({ because }) => (because === undefined ? [] : [because]));
  if (reasons.length === 0) return [];
  const shown = [...new Set(reasons)].slice(0, MOST_REASONS);
  return [ink.strong('Ranges that your answers have moved'), ...shown.map((because) => `  ${because}`), ''];
}

/** `taste show` has them all. */
const MOST_REASONS = 4;

/** `too much at 200 Hz` beside the label `Level at 200 Hz` need not say where again. */
function directionBeside(label: string, direction: string): string {
  const place = / at .*$/.exec(label)?.[0];
  return place !== undefined && direction.endsWith(place) ? direction.slice(0, -place.length) : direction;
}
