import { powerToDb } from '../dsp/decibels.ts';
import { erbBandsBelowNyquist } from '../dsp/erb-bands.ts';
import type { Decibels, Power } from '../dsp/units.ts';
import type { AnalysisDocument, BandSpectrum, ErbSpectrum } from '../store/analysis-document.ts';
import { bandFeatureMeter } from './band-features.ts';
import { fineBins, powerOfBins, type ScopedFineSpectra } from './fine-band-powers.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Spectra as the ear divides them: level of mid and side per equivalent rectangular bandwidth (Glasberg and Moore,
 * 1990) in each scope, relative to the scope's own K-weighted loudness, as `tone.band.X` is per third octave.
 *
 * @param spectra the third octaves of the same scopes, whose loudness the levels refer to
 * @returns the scopes that hold a whole second of sound; a level is held at −100 dB
 */
export function erbSpectra(
  frames: TrackFrames,
  scoped: readonly ScopedFineSpectra[],
  spectra: readonly BandSpectrum[],
): AnalysisDocument['erb'] {
  const bands = erbBandsBelowNyquist(frames.sampleRateHz);
  const bins = bands.map((band) => fineBins(band, frames.fine));
  const meter = bandFeatureMeter(frames.spectra.bandCentreHz);
  return {
    centreHz: bands.map(({ centreHz }) => centreHz),
    spectra: scoped.flatMap((fine): ErbSpectrum[] => {
      const { scope } = fine;
      const thirdOctaves = spectra.find((spectrum) => spectrum.scope === scope);
      const loudness = thirdOctaves === undefined ? 0 : meter.kWeightedPower(thirdOctaves);
      if (!(loudness > 0)) return [];
      const levels = (channel: 'mid' | 'side'): Decibels[] =>
        bins.map(({ low, main }) => {
          const power: Power = powerOfBins(fine.low[channel], low) + powerOfBins(fine.main[channel], main);
          return Math.max(LOWEST_DB, powerToDb(power / loudness));
        });
      return [{ scope, midDb: levels('mid'), sideDb: levels('side') }];
    }),
  };
}

/** About where 16 bits end below a loud track: pictures begin above. */
const LOWEST_DB: Decibels = -100;
