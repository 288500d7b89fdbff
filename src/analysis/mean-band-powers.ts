import { rowMeans } from './row-means.ts';
import { rangesIn, type TimeSpan } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/** Mean powers per third octave, as `spectra` of the analysis document names them. */
export interface MeanBandPowers {
  mid: Float64Array;
  side: Float64Array;
  leftMinusRight: Float64Array;
  leftTimesRight: Float64Array;
}

/** Mean band powers of the frames whose middle lies in some stretches of time; `undefined` where no frame does. */
export function meanBandPowers({ spectra }: TrackFrames, spans: readonly TimeSpan[]): MeanBandPowers | undefined {
  const ranges = rangesIn(spans, {
    firstSeconds: spectra.firstSeconds,
    stepSeconds: spectra.hopSeconds,
    count: spectra.rows,
  });
  if (ranges.length === 0) return undefined;
  const meanOf = (matrix: Float32Array): Float64Array => rowMeans(matrix, spectra.bandCentreHz.length, ranges);
  return {
    mid: meanOf(spectra.mid),
    side: meanOf(spectra.side),
    leftMinusRight: meanOf(spectra.leftMinusRight),
    leftTimesRight: meanOf(spectra.leftTimesRight),
  };
}
