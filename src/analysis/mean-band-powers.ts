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
  const rows = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  if (rows === 0) return undefined;
  const bands = spectra.bandCentreHz.length;
  const meanOf = (matrix: Float32Array): Float64Array => {
    const sums = new Float64Array(bands);
    for (const [from, to] of ranges) {
      for (let row = from, at = from * bands; row < to; row++) {
        for (let band = 0; band < bands; band++, at++) sums[band] += matrix[at];
      }
    }
    return sums.map((sum) => sum / rows);
  };
  return {
    mid: meanOf(spectra.mid),
    side: meanOf(spectra.side),
    leftMinusRight: meanOf(spectra.leftMinusRight),
    leftTimesRight: meanOf(spectra.leftTimesRight),
  };
}
