import type { Hertz, Seconds } from '../dsp/units.ts';
import type { SectionKind } from '../store/analysis-document.ts';

/**
 * The stems of a mix as quadratic forms: in section k and band b the energy of the mix is hᵀ G h, where h holds a gain per
 * stem and G = Re Σ X_i X_j* over the frames and bins of the band (`automix.md` 2.1). Exact for gain and width, within
 * hundredths of a decibel for an EQ that is smooth across the band.
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
}
