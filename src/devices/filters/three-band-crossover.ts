import { lowPass, type BiquadCoefficients } from '../../dsp/biquad.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';
import { FILTER_CHUNK, StereoFilter } from './stereo-filter.ts';

/** A piece of both channels, in double precision. */
export interface StereoChunk {
  left: Float64Array;
  right: Float64Array;
}

/**
 * Splits a stereo signal into three bands with fourth-order Linkwitz–Riley slopes (S. H. Linkwitz, "Active Crossover
 * Networks for Noncoincident Drivers", JAES 1976): −6 dB at a crossover, 24 dB an octave beyond it.
 *
 * A low-pass is the square of a Butterworth section, and low-pass plus high-pass make the second-order allpass of the
 * same corner, so the high-pass is taken as their difference. The low band goes through the upper crossover's allpass
 * too, and the three bands sum to the input through both allpasses: flat at every frequency.
 */
export class ThreeBandCrossover {
  readonly low = newChunk();
  readonly mid = newChunk();
  readonly high = newChunk();
  readonly #lowPass: StereoFilter;
  readonly #allpass: StereoFilter;
  readonly #upperLowPass: StereoFilter;
  readonly #upperAllpass: StereoFilter;
  readonly #lowBandAllpass: StereoFilter;

  /** The lower crossover may lie above the upper one; the band between them is then all but empty. */
  constructor(lowerHz: Hertz, upperHz: Hertz, sampleRateHz: Hertz) {
    const lower = lowPass(sampleRateHz, lowerHz, Math.SQRT1_2);
    const upper = lowPass(sampleRateHz, upperHz, Math.SQRT1_2);
    this.#lowPass = new StereoFilter([lower, lower]);
    this.#allpass = new StereoFilter([allpassOf(lower)]);
    this.#upperLowPass = new StereoFilter([upper, upper]);
    this.#upperAllpass = new StereoFilter([allpassOf(upper)]);
    this.#lowBandAllpass = new StereoFilter([allpassOf(upper)]);
  }

  /** Takes in the first `frames` samples (at most `FILTER_CHUNK`) of `input`, which stays as it is. */
  split(input: StereoChunk, frames: Frames): void {
    const { low, mid, high } = this;
    for (let n = 0; n < frames; n++) {
      low.left[n] = input.left[n];
      low.right[n] = input.right[n];
      high.left[n] = input.left[n];
      high.right[n] = input.right[n];
    }
    this.#lowPass.process(low.left, low.right, frames);
    this.#allpass.process(high.left, high.right, frames);
    for (let n = 0; n < frames; n++) {
      high.left[n] -= low.left[n];
      high.right[n] -= low.right[n];
      mid.left[n] = high.left[n];
      mid.right[n] = high.right[n];
    }
    this.#lowBandAllpass.process(low.left, low.right, frames);
    this.#upperLowPass.process(mid.left, mid.right, frames);
    this.#upperAllpass.process(high.left, high.right, frames);
    for (let n = 0; n < frames; n++) {
      high.left[n] -= mid.left[n];
      high.right[n] -= mid.right[n];
    }
  }
}

function newChunk(): StereoChunk {
  return { left: new Float64Array(FILTER_CHUNK), right: new Float64Array(FILTER_CHUNK) };
}

/** The allpass with the poles of a section: its numerator is the denominator in reverse. */
function allpassOf({ a1, a2 }: BiquadCoefficients): BiquadCoefficients {
  return { b0: a2, b1: a1, b2: 1, a1, a2 };
}
