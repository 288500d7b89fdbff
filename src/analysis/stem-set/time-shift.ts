import { ComplexFft } from '../../dsp/fft.ts';
import type { Seconds } from '../../dsp/units.ts';
import { OUTLINE_RATE_HZ } from '../stem-survey.ts';

/** How much later a signal starts than the mix it is in. */
export interface TimeShift {
  /** Positive: silence has to be cut off its beginning to line it up; negative: silence has to be put in front. */
  seconds: Seconds;
  /**
   * Height of the correlation's peak over the standard deviation of the rest: below `CERTAIN_PEAK` the shift is a
   * guess.
   */
  peak: number;
}

/**
 * Peaks of unrelated music of several minutes reach 5 to 8 standard deviations (the highest of half a million normal
 * values is 4.9, and rhythm adds to it); a mix and the sum of its stems reach hundreds.
 */
export const CERTAIN_PEAK = 15;

/**
 * Finds where outlines lie in the outline of the mix, by the generalised cross-correlation with phase transform (Knapp
 * and Carter 1976): only phases count, so a steady beat does not make every beat look like a match. Good to a tenth of
 * the outline's millisecond.
 */
export class ShiftFinder {
  readonly #fft: ComplexFft;
  readonly #mix: { re: Float64Array; im: Float64Array };

  /** @param longest length of the longest outline that will be asked about. */
  constructor(mix: Float32Array, longest: number) {
    this.#fft = new ComplexFft(2 ** Math.ceil(Math.log2(mix.length + longest)));
    this.#mix = this.#transform(mix);
  }

  find(outline: Float32Array): TimeShift {
    const { re, im } = this.#transform(outline);
    for (let k = 0; k < re.length; k++) {
      const real = re[k] * this.#mix.re[k] + im[k] * this.#mix.im[k];
      const imaginary = im[k] * this.#mix.re[k] - re[k] * this.#mix.im[k];
      const size = Math.sqrt(real * real + imaginary * imaginary);
      re[k] = size > 0 ? real / size : 0;
      im[k] = size > 0 ? imaginary / size : 0;
    }
    this.#fft.inverse(re, im);
    let at = 0;
    let squares = 0;
    for (let lag = 0; lag < re.length; lag++) {
      squares += re[lag] ** 2;
      if (re[lag] > re[at]) at = lag;
    }
    if (squares === 0) return { seconds: 0, peak: 0 };
    const before = re[(at + re.length - 1) % re.length];
    const after = re[(at + 1) % re.length];
    // A parabola through the peak and its neighbours.
    const curvature = before - 2 * re[at] + after;
    const offset = curvature < 0 ? (0.5 * (before - after)) / curvature : 0;
    const lag = at > re.length / 2 ? at - re.length : at;
    const spread = Math.sqrt((squares - re[at] ** 2) / re.length);
    return { seconds: (lag + offset) / OUTLINE_RATE_HZ, peak: spread > 0 ? re[at] / spread : Infinity };
  }

  #transform(outline: Float32Array): { re: Float64Array; im: Float64Array } {
    const re = new Float64Array(this.#fft.size);
    re.set(outline);
    const im = new Float64Array(this.#fft.size);
    this.#fft.forward(re, im);
    return { re, im };
  }
}
