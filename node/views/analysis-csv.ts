import { powerToDb } from '../../src/dsp/decibels.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';

/**
 * An analysis as one table in long form (RFC 4180): a row a number, so that spreadsheets and statistics programs can
 * filter it. `kind` is `feature`, `spectrum` (dB re full scale, third octaves of mid and side), `section` (its length
 * in bars) or `curve`; `second` is where a section or a point of a curve begins; numbers are as measured, with a point.
 */
export function analysisCsv(analysis: AnalysisDocument): string {
  const rows: Row[] = [
    ['kind', 'id', 'scope', 'second', 'value', 'unit'],
    ...analysis.features.map(({ id, scope, value, unit }): Row => ['feature', id, scope, '', value, unit]),
    ...analysis.spectra.flatMap(({ scope, mid, side }) => {
      return Object.entries({ mid, side }).flatMap(([channel, powers]) =>
        powers.map((power, band): Row => {
          const id = `spectrum.${channel}.${analysis.bandCentreHz[band]}`;
          return ['spectrum', id, scope, '', powerToDb(power), 'dB'];
        }),
      );
    }),
    ...analysis.sections.map(({ kind, startSeconds, bars }): Row => {
      return ['section', `section.${kind}`, kind, startSeconds, bars, 'bars'];
    }),
    ...analysis.curves.loudness.shortTermLufs.map((lufs, i): Row => {
      return ['curve', 'curve.shortTerm', 'whole', i * analysis.curves.loudness.hopSeconds, lufs, 'LUFS'];
    }),
  ];
  return `${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

type Row = readonly (string | number)[];

/** Silence has no level: its cell is empty, which programs read as missing; −∞ most of them refuse. */
function cellOf(cell: string | number): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(Number(cell.toPrecision(9))) : '';
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
