import type { StereoSignal } from '../../audio/audio-source.ts';
import { binPowers, type BinPowers, type BinRow } from '../../dsp/bin-powers.ts';
import { lagProducts } from '../../dsp/lag-products.ts';
import type { Cents, Frames, Hertz, Power, Seconds } from '../../dsp/units.ts';

/**
 * How the power spectrum correlates with itself at small distances in pitch, in half octaves. A lone line gives the
 * window's own shape, narrow in cents at high frequencies and wide at low ones; voices detuned against each other give
 * a peak at the distance of every pair, at the same number of cents in all half octaves and whatever the notes are.
 */
export interface ClusterCorrelation {
  hzPerBin: Hertz;
  bands: readonly CorrelationBand[];
}

export interface CorrelationBand {
  centreHz: Hertz;
  /** By distance in `LAG_CENTS`, 0 first; divided by what equal spectra would give, so the first is 1. */
  values: Float64Array;
}

/** Steps of distance: finer than the ear, and than the window's own width below 6 kHz. */
export const LAG_CENTS: Cents = 2;
/** To 120 cents: the outermost voices of a detune of 60 to either side. */
export const LAGS = 61;

/**
 * Correlates the spectra of stretches of one rate, windows of `windowSeconds` (rounded to a power of two of samples,
 * Hann) that overlap by half. Left and right count by their power, so voices panned apart are seen together. Windows
 * more than 20 dB below the loudest are left out; half octaves that hold nothing, or reach beyond Nyquist, have no row.
 * Stretches shorter than the window, and silence, give no bands.
 */
export function clusterCorrelation(stretches: readonly StereoSignal[], windowSeconds: Seconds): ClusterCorrelation {
  if (stretches.length === 0) return { hzPerBin: 1, bands: [] };
  const [{ sampleRateHz }] = stretches;
  const size = 2 ** Math.round(Math.log2(windowSeconds * sampleRateHz));
  const hzPerBin = sampleRateHz / size;
  const first = Math.floor(SUB_BAND_HZ[0] / 2 / hzPerBin);
  const end = Math.min(size / 2, Math.ceil((SUB_BAND_HZ[SUB_BAND_HZ.length - 1] * HIGHEST_NEIGHBOUR) / hzPerBin));
  const all = spectraOf(stretches, size, first, end);
  const loudest = all.reduce((most, { power }) => Math.max(most, power), 0);
  const loud = loudest > SILENCE * size ** 2 ? all.filter(({ power }) => power > loudest * QUIET) : [];
  const flattening = flatteningOf(loud, first, end);
  const bands: CorrelationBand[] = [];
  for (let from = 0; from < SUB_BAND_HZ.length; from += SUB_BANDS) {
    const values = correlate(loud, flattening, SUB_BAND_HZ.slice(from, from + SUB_BANDS), hzPerBin);
    if (values !== undefined) bands.push({ centreHz: SUB_BAND_HZ[from + (SUB_BANDS - 1) / 2], values });
  }
  return { hzPerBin, bands };
}

/**
 * Sixths of an octave from 420 Hz, above the fundamentals of bass lines, to 6 kHz, where leads still stand above hats.
 * Within a sixth, a distance in hertz is the same distance in cents to 6 %.
 */
const SUB_BAND_HZ: readonly Hertz[] = Array.from({ length: 24 }, (_, i) => 420 * 2 ** (i / 6));
const SUB_BAND_EDGE = 2 ** (1 / 12);
/** Three sixths make a half octave: enough of it that a single note has a harmonic there above its second. */
const SUB_BANDS = 3;
/** The upper edge of a band and the largest distance beyond it. */
const HIGHEST_NEIGHBOUR = SUB_BAND_EDGE * 2 ** ((LAGS * LAG_CENTS) / 1200) * 1.01;
/** −20 dB. */
const QUIET = 0.01;
/** −100 dBFS, as the mean square of a window's samples. */
const SILENCE: Power = 1e-10;

function spectraOf(stretches: readonly StereoSignal[], size: Frames, first: number, end: number): BinRow[] {
  const reader = readerOf(size, Math.max(1, first), end);
  return stretches.flatMap(({ left, right }) => {
    const windows = Math.max(0, Math.floor((2 * left.length) / size) - 1);
    return Array.from({ length: windows }, (_, i) => reader.measure(left, right, (i * size) / 2));
  });
}

/** The last one made: files of one rate follow each other, and its tables cost as much as a second of sound. */
let lastReader: { size: Frames; first: number; end: number; reader: BinPowers } | undefined;

function readerOf(size: Frames, first: number, end: number): BinPowers {
  if (lastReader?.size !== size || lastReader.first !== first || lastReader.end !== end) {
    lastReader = { size, first, end, reader: binPowers(size, first, end) };
  }
  return lastReader.reader;
}

/** One over the mean spectrum smoothed over an octave: filters and the saw's own slope shall not favour a register. */
function flatteningOf(spectra: readonly BinRow[], first: number, end: number): Float64Array {
  const sums = new Float64Array(end + 1);
  for (const { power, bins } of spectra) for (let k = first; k < end; k++) sums[k + 1] += bins[k] / power;
  for (let k = 0; k < end; k++) sums[k + 1] += sums[k];
  const flattening = new Float64Array(end);
  for (let k = first; k < end; k++) {
    const from = Math.max(first, Math.round(k * Math.SQRT1_2));
    const to = Math.min(end, Math.round(k * Math.SQRT2) + 1);
    const mean = (sums[to] - sums[from]) / (to - from);
    if (mean > 0) flattening[k] = 1 / mean;
  }
  return flattening;
}

/** One row; `undefined` where the band is empty or not wholly below Nyquist. */
function correlate(
  spectra: readonly BinRow[],
  flattening: Float64Array,
  subBandHz: readonly Hertz[],
  hzPerBin: Hertz,
): Float64Array | undefined {
  const end = flattening.length;
  const products = new Float64Array(LAGS);
  const squares = new Float64Array(LAGS);
  for (const centreHz of subBandHz) {
    const from = Math.round(centreHz / SUB_BAND_EDGE / hzPerBin);
    const to = Math.round((centreHz * SUB_BAND_EDGE) / hzPerBin);
    const lagBins = Array.from(
      { length: LAGS },
      (_, lag) => ((2 ** ((lag * LAG_CENTS) / 1200) - 1) * centreHz) / hzPerBin,
    );
    const reach = Math.ceil(lagBins[LAGS - 1]) + 1;
    if (to + reach >= end) return undefined;
    const byLag = lagProducts(flattening.subarray(from, to + reach + 1), to - from);
    for (const { power, bins } of spectra) byLag.add(bins.subarray(from, to + reach + 1), power);
    const { products: byBin, squares: equal } = byLag.sums();
    lagBins.forEach((place, lag) => {
      const below = Math.floor(place);
      products[lag] += byBin[below] + (place - below) * (byBin[below + 1] - byBin[below]);
      squares[lag] += equal[below] + (place - below) * (equal[below + 1] - equal[below]);
    });
  }
  return squares.every((square) => square > 0) ? products.map((sum, lag) => sum / squares[lag]) : undefined;
}
