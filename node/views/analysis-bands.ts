import { powerToDb } from '../../src/dsp/decibels.ts';
import { spokenHertz, spokenNumber } from '../../src/dsp/spoken-units.ts';
import type { AnalysisDocument, BandSpectrum, Scope } from '../../src/store/analysis-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines, type Column } from '../terminal/table.ts';
import { scopeName } from './scope-name.ts';

/**
 * Tonal balance and stereo image in third octaves: the level of each band as a picture and a number in the scopes that
 * a mix is judged by, and its width and correlation over the whole track.
 */
export function analysisBands(
  { features, spectra, bandCentreHz }: AnalysisDocument,
  ink: Ink,
  columns: number,
): string[] {
  const pictured = PICTURED_SCOPES.filter((scope) => spectra.some((spectrum) => spectrum.scope === scope));
  const whole = spectra.find(({ scope }) => scope === 'whole');
  if (whole === undefined) return [];
  const levels = new Map(features.map(({ id, scope, value }) => [`${id}@${scope}`, value]));
  const levelOf = (hz: string, scope: Scope): number => levels.get(`${BAND_ID}${hz}@${scope}`) ?? NaN;
  const heard = features.filter(({ id, scope }) => id.startsWith(BAND_ID) && scope === 'whole');
  const loudest = Math.max(...heard.map(({ value }) => value));
  const header: Column[] = [
    { header: '', align: 'right' },
    { header: ink.quiet('level, dB'), align: 'left', spare: 3 },
    ...pictured.map((scope) => ({ header: ink.quiet(scopeName(scope)), align: 'right' as const })),
    { header: ink.quiet('width, dB'), align: 'right', spare: 1 },
    { header: ink.quiet('correlation'), align: 'right', spare: 2 },
  ];
  const rows = heard.map(({ id, value }) => {
    const hz = id.slice(BAND_ID.length);
    const band = nearestBand(bandCentreHz, Number(hz));
    return [
      spokenHertz(Number(hz)),
      ink.quiet('█'.repeat(Math.max(0, Math.round((BAR_RANGE_DB + value - loudest) / DB_PER_BLOCK)))),
      ...pictured.map((scope) => spokenNumber(levelOf(hz, scope), 1)),
      widthOf(whole, band),
      correlationOf(whole, band),
    ];
  });
  return tableLines(header, rows, { within: columns });
}

const PICTURED_SCOPES: readonly Scope[] = ['whole', 'breakdown', 'drop'];
const BAND_ID = 'tone.band.';

const BAR_RANGE_DB = 40;
const DB_PER_BLOCK = 2;

/** Centres are exact (IEC 61260-1) or nominal; both name the same band. */
function nearestBand(bandCentreHz: readonly number[], hz: number): number {
  const distances = bandCentreHz.map((centre) => Math.abs(Math.log2(centre / hz)));
  return distances.indexOf(Math.min(...distances));
}

/** A side 40 dB below mid is mono to any ear. */
const NARROWEST_DB = -40;

function widthOf({ mid, side }: BandSpectrum, band: number): string {
  const widthDb = powerToDb(side[band] / mid[band]);
  return widthDb < NARROWEST_DB ? 'mono' : spokenNumber(widthDb, 1);
}

function correlationOf({ mid, side, leftMinusRight, leftTimesRight }: BandSpectrum, band: number): string {
  const both = mid[band] + side[band];
  const product = ((both + leftMinusRight[band]) * (both - leftMinusRight[band])) / 4;
  return spokenNumber(product > 0 ? leftTimesRight[band] / Math.sqrt(product) : NaN, 2);
}
