import type { StereoSignal } from '../../audio/audio-source.ts';
import { binRows, type BandBins, type BinChoice, type BinRows } from '../../dsp/bin-rows.ts';
import { decimated } from '../../dsp/decimated.ts';
import { DECIMATION, spectraPlan, type SpectraPlan, type SpectrumPlan } from '../../dsp/spectra-plan.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';

/**
 * Complex spectra of an excerpt, sorted by third octave: for each band a row of mid and one of side, real and imaginary
 * parts in turn, frame after frame. Scaled so that the sum of squares of a row is the band's energy over all frames.
 */
export interface ExcerptSpectra {
  frames: number;
  mid: Float32Array[];
  side: Float32Array[];
}

/** Spectra and the memory that they lie in. */
export interface RoomedSpectra extends ExcerptSpectra {
  room: SpectraRoom;
}

/** The memory that spectra lie in. A song's would fill gigabytes if each excerpt's were new. */
export interface SpectraRoom {
  lower: Float32Array;
  upper: Float32Array;
}

/**
 * Bins that are kept of a band. The upper bands have hundreds, which all say the same; every n-th of them, weighted
 * n-fold, gives the same energies within the statistics of the excerpt.
 */
const MOST_BINS = 24;

/** Half overlap: with a Hann window every sample still counts, and half of the analysis' frames are saved. */
const HOP_SHARE = 2;

/** Turns excerpts of stems into spectra in the bands, windows and weights of the analysis (`SpectraPlan`). */
export class ExcerptTransform {
  readonly bandCentreHz: readonly Hertz[];
  /** Frames of sound needed before the first and after the last window of the excerpt. */
  readonly margin: Frames;
  readonly #plan: SpectraPlan;
  readonly #main: BinRows;
  readonly #low: BinRows;

  constructor(sampleRateHz: Hertz) {
    this.#plan = spectraPlan(sampleRateHz);
    const { bands, main, low, decimator } = this.#plan;
    this.bandCentreHz = bands.map(({ centreHz }) => centreHz);
    this.#main = binRows(choiceOf(main));
    this.#low = binRows(choiceOf(low));
    this.margin = DECIMATION * Math.ceil(low.size / 2 + decimator.length / DECIMATION);
  }

  /** Windows that fit the excerpt itself; their middles lie a hop apart, the first one at the excerpt's start. */
  framesIn(length: Frames): number {
    return Math.max(1, Math.floor(length / this.#hop));
  }

  /**
   * @param signal the excerpt with `margin` frames before and after it
   * @param room of spectra that are no longer needed: these are put in their place
   */
  transform({ left, right }: StereoSignal, room?: SpectraRoom): RoomedSpectra {
    const { main, low, decimator } = this.#plan;
    const count = this.framesIn(left.length - 2 * this.margin);
    const start = this.margin - main.size / 2;
    const lowStart = (this.margin - (low.size * DECIMATION) / 2) / DECIMATION;
    const [lowLeft, lowRight] = [decimated(left, decimator), decimated(right, decimator)];
    const upper = this.#main.of(left, right, { start, hop: this.#hop, count }, room?.upper);
    const lower = this.#low.of(lowLeft, lowRight, { start: lowStart, hop: this.#hop / DECIMATION, count }, room?.lower);
    return {
      frames: count,
      mid: [...lower.mid, ...upper.mid],
      side: [...lower.side, ...upper.side],
      room: { lower: lower.room, upper: upper.room },
    };
  }

  get #hop(): Frames {
    return this.#plan.main.size / HOP_SHARE;
  }
}

function choiceOf({ size, window, weights, powerScale }: SpectrumPlan): BinChoice {
  return { size, window, bands: weights.map((band) => binsOf(band, powerScale)) };
}

/** Each bin counts √(bin weight × power scale × stride). */
function binsOf({ firstBin, weights }: SpectrumPlan['weights'][number], powerScale: number): BandBins {
  const stride = Math.max(1, Math.ceil(weights.length / MOST_BINS));
  const kept = Array.from(weights.keys()).filter((i) => i % stride === Math.floor(stride / 2) % stride);
  return {
    bins: Int32Array.from(kept, (i) => firstBin + i),
    amplitudes: Float64Array.from(kept, (i) => Math.sqrt(weights[i] * powerScale * stride)),
  };
}
