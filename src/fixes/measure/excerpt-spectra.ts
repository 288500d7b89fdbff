import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
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

/** Where the columns of a band come from. */
interface BandColumns {
  isLow: boolean;
  bins: Int32Array;
  /** √(bin weight × power scale × stride): what a bin's amplitude counts. */
  amplitudes: Float64Array;
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
  readonly #columns: readonly BandColumns[];
  readonly #main: WindowedFft;
  readonly #low: WindowedFft;

  constructor(sampleRateHz: Hertz) {
    this.#plan = spectraPlan(sampleRateHz);
    this.bandCentreHz = this.#plan.bands.map(({ centreHz }) => centreHz);
    this.#main = new WindowedFft(this.#plan.main);
    this.#low = new WindowedFft(this.#plan.low);
    this.#columns = [
      ...this.#plan.low.weights.map((weights) => columnsOf(weights, this.#plan.low, true)),
      ...this.#plan.main.weights.map((weights) => columnsOf(weights, this.#plan.main, false)),
    ];
    this.margin = (this.#plan.low.size * DECIMATION) / 2 + this.#plan.decimator.length;
  }

  /** Windows that fit the excerpt itself; their middles lie a hop apart, the first one at the excerpt's start. */
  framesIn(length: Frames): number {
    return Math.max(1, Math.floor(length / this.#hop));
  }

  /** @param signal the excerpt with `margin` frames before and after it */
  transform(signal: StereoSignal): ExcerptSpectra {
    const frames = this.framesIn(signal.left.length - 2 * this.margin);
    const rows = (): Float32Array[] => this.#columns.map(({ bins }) => new Float32Array(2 * bins.length * frames));
    const result: ExcerptSpectra = { frames, mid: rows(), side: rows() };
    const low = {
      left: decimate(signal.left, this.#plan.decimator),
      right: decimate(signal.right, this.#plan.decimator),
    };
    for (let frame = 0; frame < frames; frame++) {
      const middle = this.margin + frame * this.#hop;
      this.#main.transform(signal.left, signal.right, middle - this.#plan.main.size / 2);
      this.#low.transform(low.left, low.right, Math.round(middle / DECIMATION) - this.#plan.low.size / 2);
      this.#columns.forEach((columns, band) => {
        (columns.isLow ? this.#low : this.#main).gather(columns, frame, result.mid[band], result.side[band]);
      });
    }
    return result;
  }

  get #hop(): Frames {
    return this.#plan.main.size / HOP_SHARE;
  }
}

/** One transform of left + j·right, from which mid and side are taken bin by bin. */
class WindowedFft {
  readonly #window: Float64Array;
  readonly #fft: ComplexFft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #size: Frames;

  constructor({ size, window }: SpectrumPlan) {
    this.#size = size;
    this.#window = window;
    this.#fft = new ComplexFft(size);
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  transform(left: Float32Array, right: Float32Array, start: Frames): void {
    for (let n = 0; n < this.#size; n++) {
      this.#re[n] = left[start + n] * this.#window[n];
      this.#im[n] = right[start + n] * this.#window[n];
    }
    this.#fft.forward(this.#re, this.#im);
  }

  /** With Z = FFT(l + jr): L[k] = (Z[k] + Z*[N−k])/2, R[k] = (Z[k] − Z*[N−k])/2j, M = (L+R)/√2, S = (L−R)/√2. */
  gather({ bins, amplitudes }: BandColumns, frame: number, mid: Float32Array, side: Float32Array): void {
    let at = 2 * bins.length * frame;
    for (let i = 0; i < bins.length; i++) {
      const k = bins[i];
      const mirror = (this.#size - k) % this.#size;
      const leftRe = (this.#re[k] + this.#re[mirror]) / 2;
      const leftIm = (this.#im[k] - this.#im[mirror]) / 2;
      const rightRe = (this.#im[k] + this.#im[mirror]) / 2;
      const rightIm = (this.#re[mirror] - this.#re[k]) / 2;
      const scale = amplitudes[i] * Math.SQRT1_2;
      mid[at] = (leftRe + rightRe) * scale;
      mid[at + 1] = (leftIm + rightIm) * scale;
      side[at] = (leftRe - rightRe) * scale;
      side[at + 1] = (leftIm - rightIm) * scale;
      at += 2;
    }
  }
}

function columnsOf(
  { firstBin, weights }: SpectrumPlan['weights'][number],
  { powerScale }: SpectrumPlan,
  isLow: boolean,
): BandColumns {
  const stride = Math.max(1, Math.ceil(weights.length / MOST_BINS));
  const kept = Array.from(weights.keys()).filter((i) => i % stride === Math.floor(stride / 2) % stride);
  return {
    isLow,
    bins: Int32Array.from(kept, (i) => firstBin + i),
    amplitudes: Float64Array.from(kept, (i) => Math.sqrt(weights[i] * powerScale * stride)),
  };
}

/**
 * Low-passes and keeps every 16th sample; sample n of the result stands at 16·n of the signal. Silence beyond the ends.
 */
function decimate(samples: Float32Array, taps: Float64Array): Float32Array {
  const half = (taps.length - 1) / 2;
  const out = new Float32Array(Math.ceil(samples.length / DECIMATION));
  for (let n = 0; n < out.length; n++) {
    const middle = n * DECIMATION;
    const reach = Math.min(half, middle, samples.length - 1 - middle);
    let sum = taps[half] * samples[middle];
    // The filter is symmetric: two samples share a tap. Near the ends it is cut short; the margin keeps that out of the
    // windows.
    for (let k = 1; k <= reach; k++) sum += taps[half + k] * (samples[middle - k] + samples[middle + k]);
    out[n] = sum;
  }
  return out;
}
