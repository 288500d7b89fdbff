import { basename } from 'node:path';
import { spokenHertz, withUnit } from '../../src/dsp/spoken-units.ts';
import type { AnalysedStem, StemAnalysisDocument } from '../../src/store/stem-analysis-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';

/** The stems of a mix as a table, and below it which of them cover which. */
export function stemAnalysisLines(
  { stems, masking, notes }: StemAnalysisDocument,
  ink: Ink,
  columns: number,
): string[] {
  const used = stems.filter(({ leftOut }) => leftOut === '');
  const leftOut = stems.filter((stem) => stem.leftOut !== '');
  return [
    ink.strong('Stems'),
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: ink.quiet('role'), align: 'left' },
        { header: ink.quiet('loudness'), align: 'right' },
        { header: ink.quiet('covered'), align: 'right', spare: 1 },
        { header: ink.quiet('ducks under the kick'), align: 'right' },
        { header: ink.quiet('sound'), align: 'left', spare: 2 },
      ],
      used.map((stem) => [
        stem.track,
        stem.role,
        stem.loudnessLufs === undefined ? '' : withUnit(stem.loudnessLufs, 'LUFS'),
        stem.masked === undefined ? '' : percent(stem.masked),
        duckingOf(stem),
        soundOf(stem),
      ]),
      { within: columns },
    ),
    ...leftOut.map(({ file, leftOut: why }) => ink.quiet(`  ${basename(file)}: left out. ${why}`)),
    ...(masking.length === 0 ? [] : ['', ink.strong('What covers what')]),
    ...masking.slice(0, PAIRS_SHOWN).map(({ masker, masked, lost, worstHz }) => {
      return `  ${masked} loses ${percent(lost)} of its loudness behind ${masker}, most near ${spokenHertz(worstHz)}.`;
    }),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.map((note) => `${ink.warn('!')} ${note}`),
  ];
}

/** The rest of the pairs is in the document. */
const PAIRS_SHOWN = 8;

/** From here on a stem is called acid; below, wobbles and plucks score too (`measureAcid`). */
const ACID_SCORE = 0.5;

/** A dip under a decibel is no sidechain. */
const LEAST_DUCKING_DB = 1;

function duckingOf({ ducking }: AnalysedStem): string {
  if (ducking === undefined) return '–';
  if (ducking.depthDb < LEAST_DUCKING_DB) return 'no';
  return `${withUnit(ducking.depthDb, 'dB')} for ${withUnit(ducking.releaseMs, 'ms')}`;
}

function soundOf({ supersaw, acid = 0 }: AnalysedStem): string {
  const words = [
    ...(supersaw === undefined ? [] : [`${supersaw.voices} voices ± ${withUnit(supersaw.detuneCents, 'cents')}`]),
    ...(acid < ACID_SCORE ? [] : ['acid line']),
  ];
  return words.join(', ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
