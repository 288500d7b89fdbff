import { Biquad, lowPass, type BiquadCoefficients } from '../../dsp/biquad.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';

/**
 * Splits one channel into three bands with fourth-order Linkwitz–Riley slopes (S. H. Linkwitz, "Active Crossover
 * Networks for Noncoincident Drivers", JAES 1976): −6 dB at a crossover, 24 dB an octave beyond it.
 *
 * A low-pass is the square of a Butterworth section, and low-pass plus high-pass make the second-order allpass of the
 * same corner, so the high-pass is taken as their difference. The low band goes through the upper crossover's allpass
 * too, and the three bands sum to the input through both allpasses: flat at every frequency.
 */
export class ThreeBandCrossover {
  readonly #lowPasses: readonly Biquad[];
  readonly #allpass: Biquad;
  readonly #upperLowPasses: readonly Biquad[];
  readonly #upperAllpass: Biquad;
  readonly #lowBandAllpass: Biquad;

  /** The lower crossover may lie above the upper one; the band between them is then all but empty. */
  constructor(lowerHz: Hertz, upperHz: Hertz, sampleRateHz: Hertz) {
    const lower = lowPass(sampleRateHz, lowerHz, Math.SQRT1_2);
    const upper = lowPass(sampleRateHz, upperHz, Math.SQRT1_2);
    this.#lowPasses = [new Biquad(lower), new Biquad(lower)];
    this.#allpass = new Biquad(allpassOf(lower));
    this.#upperLowPasses = [new Biquad(upper), new Biquad(upper)];
    this.#upperAllpass = new Biquad(allpassOf(upper));
    this.#lowBandAllpass = new Biquad(allpassOf(upper));
  }

  /** Writes the bands of the first `frames` samples of `input`, which stays as it is. */
  split(input: Float64Array, low: Float64Array, mid: Float64Array, high: Float64Array, frames: Frames): void {
    for (let n = 0; n < frames; n++) {
      low[n] = input[n];
      high[n] = input[n];
    }
    for (const section of this.#lowPasses) section.process(low, frames);
    this.#allpass.process(high, frames);
    for (let n = 0; n < frames; n++) {
      high[n] -= low[n];
      mid[n] = high[n];
    }
    this.#lowBandAllpass.process(low, frames);
    for (const section of this.#upperLowPasses) section.process(mid, frames);
    this.#upperAllpass.process(high, frames);
    for (let n = 0; n < frames; n++) high[n] -= mid[n];
  }
}

/** The allpass with the poles of a section: its numerator is the denominator in reverse. */
function allpassOf({ a1, a2 }: BiquadCoefficients): BiquadCoefficients {
  return { b0: a2, b1: a1, b2: 1, a1, a2 };
}
