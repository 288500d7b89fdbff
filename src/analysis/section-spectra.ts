import type { BandSpectrum, Section } from '../store/analysis-document.ts';
import { meanBandPowers } from './mean-band-powers.ts';
import { scopesOf } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Mean power per third octave of the whole track and of each kind of section it has: the rows of `spectra` in the analysis
 * document. A frame belongs to the section its middle lies in.
 *
 * @returns the scopes of `scopesOf` that hold a frame; none for a signal without a single frame
 */
export function sectionSpectra(frames: TrackFrames, sections: readonly Section[]): BandSpectrum[] {
  return scopesOf(frames.durationSeconds, sections).flatMap(({ scope, seconds, spans }): BandSpectrum[] => {
    const powers = meanBandPowers(frames, spans);
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
