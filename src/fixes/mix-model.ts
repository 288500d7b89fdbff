import type { Decibels, Hertz, Power, Seconds } from '../dsp/units.ts';
import type { SectionKind } from '../store/analysis-document.ts';

/**
 * The stems of a mix as quadratic forms: in section k and band b the energy of the mix is hᵀ G h, where h holds a gain
 * per stem and G = Re Σ X_i X_j* over the frames and bins of the band. Exact for gain and width, within hundredths of a
 * decibel for an EQ that is smooth across the band.
 */
export interface MixModel {
  stems: readonly string[];
  sampleRateHz: Hertz;
  bandCentreHz: readonly Hertz[];
  sections: readonly SectionGram[];
}

export interface SectionGram {
  kind: SectionKind;
  /** Seconds of audio it was measured on. */
  seconds: Seconds;
  /** bands × stems × stems, symmetric. */
  mid: Float64Array;
  side: Float64Array;
  /** bands × stems × stems: Re Σ M_i S_j*, not symmetric; balance and pan need it. */
  midSide: Float64Array;
  /** The bounce over the same frames, where one was given. */
  bounce?: BounceEvidence;
}

/** The bounced master beside the sum of its stems, over the same frames and bands as the Gram matrices. */
export interface BounceEvidence {
  /** One value a band, on the scale of the Gram matrices. */
  mid: Float64Array;
  side: Float64Array;
  /** Correlation of the band's magnitude envelope between bounce and sum, −1 … 1; 0 in a band that never changes. */
  envelopeCorrelation: Float64Array;
  /**
   * 0–1, one value a band: how much of the bounce's energy there goes with the sum of the stems. The rest is what the
   * master made of other bands, such as a limiter's distortion, and stays when the stems change.
   */
  stemShare: { mid: Float64Array; side: Float64Array };
  /** K-weighted level of the sum and of the bounce in every frame that sounds. */
  frameSumDb: Float64Array;
  frameBounceDb: Float64Array;
}

/** Gram element (i, j) of band b. */
export function gramIndex(stems: number, band: number, i: number, j: number): number {
  return (band * stems + i) * stems + j;
}

/** Energy of the sum of all stems in one band of one Gram matrix: every element added up. */
export function summedEnergy(gram: Float64Array, stems: number, band: number): Power {
  let sum = 0;
  const start = band * stems * stems;
  for (let e = start; e < start + stems * stems; e++) sum += gram[e];
  return sum;
}

/** Energies below this share of the loudest count as silence: −80 dB, under the noise of a dithered 16-bit file. */
export const SILENCE_RATIO: Power = 1e-8;

/**
 * How loud each stem is within the mix: the largest share over all sections of one band, in dB re the mix's energy
 * there.
 */
export function audibilityDb(model: MixModel, stem: number): Float64Array {
  const bands = model.bandCentreHz.length;
  const stems = model.stems.length;
  const loudest = new Float64Array(bands).fill(-Infinity);
  for (const section of model.sections) {
    const total = new Float64Array(bands);
    let peak = 0;
    for (let b = 0; b < bands; b++) {
      total[b] = summedEnergy(section.mid, stems, b) + summedEnergy(section.side, stems, b);
      peak = Math.max(peak, total[b]);
    }
    for (let b = 0; b < bands; b++) {
      if (total[b] <= peak * SILENCE_RATIO) continue;
      const own = gramIndex(stems, b, stem, stem);
      const share: Decibels = 10 * Math.log10((section.mid[own] + section.side[own]) / total[b]);
      loudest[b] = Math.max(loudest[b], share);
    }
  }
  return loudest;
}

/**
 * How much of a stem nobody hears in the mix, 0–1 a band: what the others have there beside it, at its loudest section,
 * and 0 where it has nothing of its own, 30 dB below its loudest band.
 *
 * @param audible what `audibilityDb` says of the stem
 */
export function coveredShare(model: MixModel, stem: number, audible: Float64Array): Float64Array {
  const own = model.bandCentreHz.map((_, b) => {
    const at = gramIndex(model.stems.length, b, stem, stem);
    return model.sections.reduce((sum, { mid, side }) => sum + mid[at] + side[at], 0);
  });
  const least = Math.max(...own) * OWN_RATIO;
  return audible.map((db, b) => (own[b] > least ? 1 - Math.min(1, 10 ** (db / 10)) : 0));
}

const OWN_RATIO: Power = 1e-3;
