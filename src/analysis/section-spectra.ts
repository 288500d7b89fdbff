import type { Seconds } from '../dsp/units.ts';
import type { BandSpectrum, Section } from '../store/analysis-document.ts';
import { meanBandPowers } from './mean-band-powers.ts';
import { scopesOf, type TimeSpan } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Mean power per third octave of the whole track and of each kind of section it has: the rows of `spectra` in the
 * analysis document. A frame belongs to the section it lies in; one that reaches over a border belongs to the whole
 * alone, so that a drop does not leak into the breakdown before it.
 *
 * @returns the scopes of `scopesOf` that hold a frame; none for a signal without a single frame
 */
export function sectionSpectra(frames: TrackFrames, sections: readonly Section[]): BandSpectrum[] {
  return scopesOf(frames.durationSeconds, sections).flatMap(({ scope, seconds, spans }): BandSpectrum[] => {
    const inside = scope === 'whole' ? spans : spans.map(withoutEdges);
    const powers = meanBandPowers(frames, inside);
    if (powers === undefined) return [];
    const { mid, side, leftMinusRight, leftTimesRight } = powers;
    return [
      {
        scope,
        seconds,
        mid: Array.from(mid),
        side: Array.from(side),
        leftMinusRight: Array.from(leftMinusRight),
        leftTimesRight: Array.from(leftTimesRight),
      },
    ];
  });
}

/**
 * Half the window of the bass spectra, four times 93 ms. Those of 25 and 31.5 Hz reach as far again, with the last
 * fiftieth of their power: of a drop 40 dB are kept out of a breakdown of ten seconds.
 */
const EDGE_SECONDS: Seconds = 0.19;

/** The middles of windows that reach into no other section, as far as that is asked of the spectra of a section. */
export function withoutEdges([start, end]: TimeSpan): TimeSpan {
  return [start + EDGE_SECONDS, end - EDGE_SECONDS];
}
