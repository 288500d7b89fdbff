import type { Seconds } from '../dsp/units.ts';
import type { BandSpectrum, Scope, Section } from '../store/analysis-document.ts';
import { SECTION_KINDS } from '../store/analysis-document.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Mean power per third octave of the whole track and of each kind of section it has: the rows of `spectra` in the analysis
 * document. A frame belongs to the section its middle lies in.
 *
 * @returns the whole track first, then the kinds in the order of a track; a kind with less than three seconds has no row,
 *   a track without a single frame has none at all
 */
export function sectionSpectra(frames: TrackFrames, sections: readonly Section[]): BandSpectrum[] {
  const { rows, firstSeconds, hopSeconds } = frames.spectra;
  const whole = meanSpectrum(frames, 'whole', [[0, rows]], frames.durationSeconds);
  const kinds = SECTION_KINDS.map((kind) => {
    const ofKind = sections.filter((section) => section.kind === kind);
    const ranges = ofKind.map((section): RowRange => {
      return [rowAt(section.startSeconds), rowAt(section.endSeconds)];
    });
    const seconds = ofKind.reduce((sum, section) => sum + section.endSeconds - section.startSeconds, 0);
    return seconds < SHORTEST_SCOPE_SECONDS ? undefined : meanSpectrum(frames, kind, ranges, seconds);
  });
  return [whole, ...kinds].filter((spectrum) => spectrum !== undefined);

  /** The first frame whose middle is at or after a time. */
  function rowAt(seconds: Seconds): number {
    return Math.min(rows, Math.max(0, Math.ceil((seconds - firstSeconds) / hopSeconds)));
  }
}

/** One short-term loudness window (EBU Tech 3341): a mean over less describes a few notes, not a kind of section. */
export const SHORTEST_SCOPE_SECONDS: Seconds = 3;

/** Rows from the first up to, but not including, the second. */
type RowRange = readonly [number, number];

function meanSpectrum(
  { spectra }: TrackFrames,
  scope: Scope,
  ranges: readonly RowRange[],
  seconds: Seconds,
): BandSpectrum | undefined {
  const count = ranges.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
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
    scope,
    seconds,
    mid: mean(spectra.mid),
    side: mean(spectra.side),
    leftMinusRight: mean(spectra.leftMinusRight),
    leftTimesRight: mean(spectra.leftTimesRight),
  };
}
