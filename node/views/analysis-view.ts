import { basename } from 'node:path';
import { withUnit } from '../../src/dsp/spoken-units.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { clock } from '../terminal/clock.ts';
import { tableLines } from '../terminal/table.ts';
import { scopeName } from './scope-name.ts';

/** An analysis as a page for a person: the facts of the file, its form, and every measurement by section. */
export function analysisLines(
  analysis: AnalysisDocument,
  ink: Ink,
  labelOf: (id: string) => string,
  columns: number,
): string[] {
  const { grid, key } = analysis;
  const sure = (confidence: number): string => ink.quiet(` (${Math.round(confidence * 100)} % sure)`);
  return [
    ink.title(basename(analysis.file)),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
      ],
      [
        ['length', clock(analysis.durationSeconds)],
        ['format', `${analysis.sampleRate / 1000} kHz, ${channelsInWords(analysis.channels)}`],
        ['tempo', `${withUnit(grid.tempoBpm, 'BPM')}${grid.steady ? '' : ', not steady'}${sure(grid.confidence)}`],
        ['key', key.tonic === '' ? 'no clear pitch' : `${key.tonic} ${key.mode}${sure(key.confidence)}`],
      ],
    ),
    '',
    ink.strong('Sections'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: '', align: 'right' },
      ],
      analysis.sections.map(({ kind, startSeconds, bars }) => [
        scopeName(kind),
        clock(startSeconds),
        bars === 1 ? '1 bar' : `${bars} bars`,
      ]),
    ),
    '',
    ink.strong('Measurements'),
    ...measurementLines(analysis, ink, labelOf, columns),
    ...(analysis.missing.length === 0 ? [] : ['']),
    ...analysis.missing.map(({ id, why }) => ink.quiet(`  ${labelOf(id)}: not measured. ${why}`)),
    ...analysis.warnings.map((warning) => `${ink.warn('!')} ${warning}`),
  ];
}

/** What a narrow terminal gives up, the highest number first: a mix is judged by its drop, breakdown and whole. */
const SPARE_SCOPES: Readonly<Record<string, number>> = { build: 1, outro: 2, intro: 3 };

/** One row a feature, one column a scope, so that a drop can be read against a breakdown. */
function measurementLines(
  { features }: AnalysisDocument,
  ink: Ink,
  labelOf: (id: string) => string,
  columns: number,
): string[] {
  const scopes = [...new Set(features.map(({ scope }) => scope))];
  const rows = new Map<string, Map<string, string>>();
  for (const { id, scope, value, unit } of features) {
    const row = rows.get(id) ?? new Map<string, string>();
    row.set(scope, withUnit(value, unit));
    rows.set(id, row);
  }
  return tableLines(
    [
      { header: '', align: 'left' },
      ...scopes.map((scope) => ({
        header: ink.quiet(scopeName(scope)),
        align: 'right' as const,
        ...spareIn(scope),
      })),
    ],
    [...rows].flatMap(([id, row], index, all) => {
      const cells = [labelOf(id), ...scopes.map((scope) => row.get(scope) ?? '')];
      const opensGroup = index > 0 && groupOf(id) !== groupOf(all[index - 1][0]);
      return opensGroup ? [cells.map(() => ''), cells] : [cells];
    }),
    { within: columns },
  );
}

/** `tone.band.200` is one of the measurements of tone. */
function groupOf(id: string): string {
  return id.split('.')[0];
}

function spareIn(scope: string): { spare?: number } {
  return scope in SPARE_SCOPES ? { spare: SPARE_SCOPES[scope] } : {};
}

function channelsInWords(channels: number): string {
  if (channels === 1) return 'mono';
  return channels === 2 ? 'stereo' : `${channels} channels`;
}
