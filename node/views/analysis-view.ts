import { basename } from 'node:path';
import { withUnit } from '../../src/dsp/spoken-units.ts';
import type { AnalysisDocument, BeatGrid, Resonance } from '../../src/store/analysis-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { clock } from '../terminal/clock.ts';
import { tableLines } from '../terminal/table.ts';
import { analysisBands } from './analysis-bands.ts';
import { analysisTimeline } from './analysis-timeline.ts';
import { keyInWords } from './key-in-words.ts';
import { scopeName } from './scope-name.ts';

/** An analysis as a page for a person: the facts of the file, its form, and every measurement by section. */
export function analysisLines(
  analysis: AnalysisDocument,
  ink: Ink,
  labelOf: (id: string) => string,
  columns: number,
): string[] {
  return [
    ink.title(basename(analysis.file)),
    ...factLines(analysis, ink),
    '',
    ...analysisTimeline(analysis, ink, columns),
    '',
    ink.strong('Bands'),
    ...analysisBands(analysis, ink, columns),
    '',
    ...measurementLines(analysis, ink, labelOf, columns),
    ...(analysis.missing.length === 0 ? [] : ['', ink.strong('Not measured')]),
    ...analysis.missing.map(({ id, why }) => ink.quiet(`  ${labelOf(id)}: ${why}`)),
    ...(analysis.warnings.length === 0 ? [] : ['']),
    ...analysis.warnings.map((warning) => `${ink.warn('!')} ${warning}`),
  ];
}

function factLines({ grid, key, ...analysis }: AnalysisDocument, ink: Ink): string[] {
  const sure = (confidence: number): string => ink.quiet(` (${Math.round(confidence * 100)} % sure)`);
  return tableLines(
    [
      { header: '', align: 'left' },
      { header: '', align: 'left' },
    ],
    [
      ['length', clock(analysis.durationSeconds)],
      ['format', `${analysis.sampleRate / 1000} kHz, ${channelsInWords(analysis.channels)}`],
      ['tempo', `${tempoInWords(grid)}${sure(grid.confidence)}`],
      ['key', keyInWords(key, ink)],
      ...factIf('drops', analysis.drops.map(({ seconds }) => clock(seconds)).join(', ')),
      ...factIf('rings', analysis.resonances.map(ringInWords).join('; ')),
    ],
  );
}

function factIf(name: string, text: string): string[][] {
  return text === '' ? [] : [[name, text]];
}

function tempoInWords({ kind, tempoBpm, tempoChanges }: BeatGrid): string {
  if (kind === 'free') return 'no steady beat';
  if (kind === 'steady') return withUnit(tempoBpm, 'BPM');
  const tempos = tempoChanges.map((change) => `${withUnit(change.tempoBpm, 'BPM')} from ${clock(change.seconds)}`);
  if (tempos.length === 0 || tempos.length > TEMPOS_SHOWN) return `${withUnit(tempoBpm, 'BPM')}, not steady`;
  return tempos.join(', ');
}

/** A ramp has many more, which say less in a line than that the tempo changes. */
const TEMPOS_SHOWN = 4;

function ringInWords({ hz, prominenceDb, sections }: Resonance): string {
  const where = sections.length === 0 ? '' : ` in ${sections.map(scopeName).join(', ')}`;
  return `${withUnit(hz, 'Hz')}, ${withUnit(prominenceDb, 'dB')} above its surroundings${where}`;
}

/** What a narrow terminal gives up, the highest number first: a mix is judged by its drop, breakdown and whole. */
const SPARE_SCOPES: Readonly<Record<string, number>> = { build: 1, outro: 2, intro: 3 };

/** Groups of measurements, one row a feature, one column a scope, so that a drop can be read against a breakdown. */
function measurementLines(
  { features }: AnalysisDocument,
  ink: Ink,
  labelOf: (id: string) => string,
  columns: number,
): string[] {
  const scopes = [...new Set(features.map(({ scope }) => scope))];
  const rows = new Map<string, Map<string, string>>();
  for (const { id, scope, value, unit } of features) {
    if (IN_BANDS.test(id)) continue;
    const row = rows.get(id) ?? new Map<string, string>();
    row.set(scope, withUnit(value, unit));
    rows.set(id, row);
  }
  const blank = scopes.map(() => '');
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
      const cells = [`  ${labelOf(id)}`, ...scopes.map((scope) => row.get(scope) ?? '')];
      const opensGroup = index === 0 || groupOf(id) !== groupOf(all[index - 1][0]);
      return opensGroup ? [['', ...blank], [ink.strong(groupOf(id)), ...blank], cells] : [cells];
    }),
    { indent: '', within: columns },
  );
}

/** Measurements of one band each, such as `tone.band.200`, make up the table of bands. */
const IN_BANDS = /\.[\d.]+$/;

/** `tone.band.200` is one of the measurements of tone, `lowEnd.subShare` one of those of the low end. */
function groupOf(id: string): string {
  const words = id.split('.')[0].replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  return words[0].toUpperCase() + words.slice(1);
}

function spareIn(scope: string): { spare?: number } {
  return scope in SPARE_SCOPES ? { spare: SPARE_SCOPES[scope] } : {};
}

function channelsInWords(channels: number): string {
  if (channels === 1) return 'mono';
  return channels === 2 ? 'stereo' : `${channels} channels`;
}
