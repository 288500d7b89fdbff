import type { FeatureGroup, FeatureRow } from '../src/analysis/feature-catalogue.ts';

/** The feature catalogue as the page `docs/features.md`: one table a group, in the order of the catalogue. */
export function featureDocs(rows: readonly FeatureRow[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return [INTRODUCTION, ...groups.map((group) => groupSection(group, rows))].join('\n\n') + '\n';
}

const INTRODUCTION = `# What is measured

This page is written by \`node scripts/run.mjs scripts/write-feature-docs.ts\` from the catalogue in \`src/analysis/features.ts\`; change the
catalogue, not the page.

A feature is one number of a track. _Whole_ features have one value a track; _section_ features have one for each kind of
section the track has (intro, breakdown, build, drop, outro) and one for the whole. The smallest difference is the
just-noticeable one: nothing smaller is ever called a gap. Levels of tone are relative to the loudness of their own scope, so
turning the whole mix up or down changes none of them. What nobody hears is nobody's gap: a level is held at −50 dB, and an
octave 30 dB below the loudness has no width. What is not judged is measured and shown but is never a gap: it says in another way
what judged rows say, or is an extreme that one odd second decides.`;

const HEADINGS: Readonly<Record<FeatureGroup, string>> = {
  loudness: 'Loudness and dynamics',
  tone: 'Tone',
  stereo: 'Stereo',
  rhythm: 'Rhythm',
  pumping: 'Pumping',
  'low end': 'Low end',
  harmony: 'Harmony',
  energy: 'Energy',
  character: 'Character',
  masking: 'Masking',
};

const COLUMNS: readonly (readonly [string, (row: FeatureRow) => string])[] = [
  ['Feature', ({ id }) => `\`${id}\``],
  ['Name', ({ label }) => label],
  ['Meaning', ({ meaning }) => meaning],
  ['Unit', ({ unit }) => (unit === '' ? '–' : unit)],
  ['Per', ({ scope }) => scope],
  ['Judged', ({ judged }) => (judged === false ? 'no' : 'yes')],
  ['Smallest difference', ({ jnd }) => String(jnd)],
  ['Below the band', ({ tooLow }) => tooLow],
  ['Above the band', ({ tooHigh }) => tooHigh],
  ['Changed by', ({ levers }) => levers.join(', ')],
  ['Definition and source', ({ source }) => source],
];

function groupSection(group: FeatureGroup, rows: readonly FeatureRow[]): string {
  const lines = rows.filter((row) => row.group === group).map((row) => COLUMNS.map(([, cell]) => cell(row)));
  return `## ${HEADINGS[group]}\n\n${table([COLUMNS.map(([heading]) => heading), ...lines])}`;
}

/** A Markdown table with aligned columns, as the formatter of this project writes it. */
function table([head, ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((line) => line[column].length)));
  const line = (cells: readonly string[]): string => {
    return `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  };
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n');
}
