import type { BandSpectrum, Section } from '../store/analysis-document.ts';
import { rangesIn, scopesOf, type ScopeSpans } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Mean power per third octave of the whole track and of each kind of section it has: the rows of `spectra` in the analysis
 * document. A frame belongs to the section its middle lies in.
 *
 * @returns the scopes of `scopesOf` that hold a frame; none for a signal without a single frame
 */
export function sectionSpectra(frames: TrackFrames, sections: readonly Section[]): BandSpectrum[] {
  return scopesOf(frames.durationSeconds, sections)
    .map((scope) => meanSpectrum(frames, scope))
    .filter((spectrum) => spectrum !== undefined);
}

function meanSpectrum({ spectra }: TrackFrames, scope: ScopeSpans): BandSpectrum | undefined {
  const ranges = rangesIn(scope, {
    firstSeconds: spectra.firstSeconds,
    stepSeconds: spectra.hopSeconds,
    count: spectra.rows,
  });
  const count = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  if (count === 0) return undefined;
  const bands = spectra.bandCentreHz.length;
  const mean = (matrix: Float32Array): number[] => {
    const sums = new Float64Array(bands);
    for (const [from, to] of ranges) {
      for (let row = from; row < to; row++) {
        for (let band = 0; band < bands; band++) sums[band] += matrix[row * bands + band];
      }
    }
    return Array.from(sums, (sum) => sum / count);
  };
  return {
    scope: scope.scope,
    seconds: scope.seconds,
    mid: mean(spectra.mid),
    side: mean(spectra.side),
    leftMinusRight: mean(spectra.leftMinusRight),
    leftTimesRight: mean(spectra.leftTimesRight),
  };
}
