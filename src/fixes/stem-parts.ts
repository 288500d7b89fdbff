import { BandIndex } from '../analysis/band-index.ts';
import { kWeightAt } from '../dsp/k-weighting.ts';
import type { Decibels, Hertz, Normal, Power } from '../dsp/units.ts';
import { gramIndex, SILENCE_RATIO, summedEnergy, type MixModel, type SectionGram } from './mix-model.ts';

/** What one stem is of its mix. */
export interface StemPart {
  track: string;
  /**
   * 0–1 of the energy of all stems: K-weighted, in the bass, in the brightness, and in the sides. All stems add up to
   * 1.
   */
  shares: { loudness: Normal; brightness: Normal; bass: Normal; width: Normal };
  /** Level re the mix in each third octave where the stem sounds: how far it lies below the mix's curve there. */
  bands: { centreHz: Hertz; levelDb: Decibels }[];
}

/** The bands of `tone.bass` and `tone.brightness`. */
const BASS_HZ = [31.5, 125] as const;
const BRIGHTNESS_HZ = [3150, 16_000] as const;

/**
 * What each stem is of the mix in the drop, or, where the mix has none, in the kind of section that is loudest: the
 * same place that the headline gaps speak of. Energies are those of the stems by themselves, as if no two were alike;
 * where stems cancel or add up, shares still add up to 1.
 *
 * @returns one a stem, in the model's order; a share of what no stem has is 0.
 */
export function stemParts(model: MixModel): StemPart[] {
  const section = sectionToTell(model);
  const bands = model.bandCentreHz.map((_, band) => band);
  const index = new BandIndex(model.bandCentreHz);
  const loudness = (stem: number): Power =>
    sum(bands, (band) => kWeightAt(model.bandCentreHz[band]) * energy(section, model, stem, band));
  const within = (range: readonly [Hertz, Hertz]) => (stem: number) =>
    sum(index.between(...range) ?? [], (band) => energy(section, model, stem, band));
  const sides = (stem: number): Power =>
    sum(bands, (band) => kWeightAt(model.bandCentreHz[band]) * own(section.side, model, stem, band));
  const everyStem = [...model.stems.keys()];
  const floor = SILENCE_RATIO * sum(everyStem, loudness);
  const share = (of: (stem: number) => Power): Normal[] => {
    const total = sum(everyStem, of);
    return everyStem.map((stem) => (total > floor ? of(stem) / total : 0));
  };
  const shares = {
    loudness: share(loudness),
    brightness: share(within(BRIGHTNESS_HZ)),
    bass: share(within(BASS_HZ)),
    width: share(sides),
  };
  return model.stems.map((track, stem) => ({
    track,
    shares: {
      loudness: shares.loudness[stem],
      brightness: shares.brightness[stem],
      bass: shares.bass[stem],
      width: shares.width[stem],
    },
    bands: bands.flatMap((band) => {
      const ratio = energy(section, model, stem, band) / mixEnergy(section, model, band);
      return ratio > SILENCE_RATIO ? [{ centreHz: model.bandCentreHz[band], levelDb: 10 * Math.log10(ratio) }] : [];
    }),
  }));
}

function sectionToTell(model: MixModel): SectionGram {
  const loudness = (section: SectionGram): Power =>
    sum([...model.bandCentreHz.keys()], (band) => mixEnergy(section, model, band)) / section.seconds;
  return (
    model.sections.find(({ kind }) => kind === 'drop') ??
    model.sections.reduce((best, section) => (loudness(section) > loudness(best) ? section : best))
  );
}

function energy(section: SectionGram, model: MixModel, stem: number, band: number): Power {
  return own(section.mid, model, stem, band) + own(section.side, model, stem, band);
}

function own(gram: Float64Array, { stems }: MixModel, stem: number, band: number): Power {
  return gram[gramIndex(stems.length, band, stem, stem)];
}

function mixEnergy({ mid, side }: SectionGram, { stems }: MixModel, band: number): Power {
  return summedEnergy(mid, stems.length, band) + summedEnergy(side, stems.length, band);
}

function sum(indices: readonly number[], of: (index: number) => Power): Power {
  return indices.reduce((total, index) => total + of(index), 0);
}
