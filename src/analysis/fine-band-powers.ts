import type { FineSpectra } from '../dsp/meters.ts';
import { binWeights, type BinWeights } from '../dsp/third-octaves.ts';
import type { Hertz, Power, Seconds } from '../dsp/units.ts';
import type { Scope } from '../store/analysis-document.ts';
import { rowMeans } from './row-means.ts';
import { rangesIn, type ScopeSpans, type TimeSpan } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/** A band of frequencies, however wide. */
export interface FrequencyBand {
  lowHz: Hertz;
  highHz: Hertz;
}

/** Where the bass spectrum ends and the main one begins, as for the third octaves: the edge at 178 Hz. */
export const FINE_CROSSOVER_HZ: Hertz = 1000 * 10 ** (-15 / 20);

/**
 * The seconds of the fine spectra that a scope is made of, as ranges from the first row up to but not including the
 * second: all of them for the whole track; for a kind of section those that lie inside it with their windows, so that
 * its neighbours do not leak in.
 */
export function fineRowsOf({ fine }: TrackFrames, { scope, spans }: ScopeSpans): [number, number][] {
  if (scope === 'whole') return fine.rows === 0 ? [] : [[0, fine.rows]];
  const reach = fine.hopSeconds / 2 + BASS_WINDOW_REACH_SECONDS;
  const inside = spans.map(([start, end]): TimeSpan => [start + reach, end - reach]);
  return rangesIn(inside, { firstSeconds: fine.firstSeconds, stepSeconds: fine.hopSeconds, count: fine.rows });
}

/** Half a window of the bass spectra: four times 93 ms. */
const BASS_WINDOW_REACH_SECONDS: Seconds = 0.19;

/** Mean power of each bin over rows of the fine spectra, mid + side or one of them. */
export interface MeanFineSpectra {
  main: { hzPerBin: Hertz; mid: Float64Array; side: Float64Array };
  low: { hzPerBin: Hertz; mid: Float64Array; side: Float64Array };
}

/** The fine spectra of one scope, and the seconds it is made of. */
export interface ScopedFineSpectra extends MeanFineSpectra {
  scope: Scope;
  ranges: readonly [number, number][];
}

/** Mean fine spectra of each scope; one that holds no whole second is left out. */
export function scopedFineSpectra(frames: TrackFrames, scopes: readonly ScopeSpans[]): ScopedFineSpectra[] {
  return scopes.flatMap((spans): ScopedFineSpectra[] => {
    const ranges = fineRowsOf(frames, spans);
    if (ranges.length === 0) return [];
    const meanOf = ({ hzPerBin, bins, mid, side }: FineSpectra): MeanFineSpectra['main'] => {
      return { hzPerBin, mid: rowMeans(mid, bins, ranges), side: rowMeans(side, bins, ranges) };
    };
    return [{ scope: spans.scope, ranges, main: meanOf(frames.fine.main), low: meanOf(frames.fine.low) }];
  });
}

/**
 * The bins of a band: of the bass spectrum below the crossover, of the main one above; of both where the crossover cuts
 * it. The weights are those of `binWeights`.
 */
export function fineBins(
  { lowHz, highHz }: FrequencyBand,
  { main, low }: TrackFrames['fine'],
): { low: BinWeights; main: BinWeights } {
  const weights = (band: FrequencyBand, { hzPerBin, bins }: FineSpectra): BinWeights => {
    const size = 2 * (bins - 1);
    return band.highHz > band.lowHz ? binWeights(band, size, size * hzPerBin) : NO_BINS;
  };
  return {
    low: weights({ lowHz, highHz: Math.min(highHz, FINE_CROSSOVER_HZ) }, low),
    main: weights({ lowHz: Math.max(lowHz, FINE_CROSSOVER_HZ), highHz }, main),
  };
}

const NO_BINS: BinWeights = { firstBin: 0, weights: new Float64Array(0) };

/** Power of some bins. */
export function powerOfBins(power: ArrayLike<Power>, { firstBin, weights }: BinWeights): Power {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * power[firstBin + i];
  return sum;
}
