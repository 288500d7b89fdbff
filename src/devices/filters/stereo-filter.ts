import type { BiquadCoefficients } from '../../dsp/biquad.ts';
import { quickStereoFilter } from '../../dsp/quick-stereo-filter.ts';
import type { Frames } from '../../dsp/units.ts';

/** Samples that are filtered together in double precision. */
export const FILTER_CHUNK: Frames = 256;

/** Sections in a row, the same for both channels. */
export class StereoFilter {
  readonly #sections: readonly BiquadCoefficients[];
  readonly #coefficients: Float64Array;
  /** Of each section z1 of left and right, and z2. */
  readonly #states: Float64Array;
  readonly #left = new Float64Array(FILTER_CHUNK);
  readonly #right = new Float64Array(FILTER_CHUNK);

  constructor(sections: readonly BiquadCoefficients[]) {
    this.#sections = sections;
    this.#coefficients = Float64Array.from(sections.flatMap(({ b0, b1, b2, a1, a2 }) => [b0, b1, b2, a1, a2]));
    this.#states = new Float64Array(4 * sections.length);
  }

  /** Filters the first `frames` samples in place. */
  process(left: Float64Array, right: Float64Array, frames: Frames): void {
    this.#sections.forEach((section, k) => {
      filterSection(left, right, frames, section, this.#states.subarray(4 * k));
    });
  }

  /** The same for samples as they are stored, rounded once after the last section, with a gain on top. */
  processStored(left: Float32Array, right: Float32Array, frames: Frames, gain: number): void {
    if (this.#sections.length === 0 && gain === 1) return;
    const sections = { coefficients: this.#coefficients, states: this.#states };
    if (quickStereoFilter(left, right, frames, gain, sections)) return;
    const [wideLeft, wideRight] = [this.#left, this.#right];
    for (let from = 0; from < frames; from += FILTER_CHUNK) {
      const count = Math.min(FILTER_CHUNK, frames - from);
      for (let n = 0; n < count; n++) {
        wideLeft[n] = left[from + n];
        wideRight[n] = right[from + n];
      }
      this.process(wideLeft, wideRight, count);
      for (let n = 0; n < count; n++) {
        left[from + n] = gain * wideLeft[n];
        right[from + n] = gain * wideRight[n];
      }
    }
  }
}

/** A state this small is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE = 1e-30;

/**
 * One section in transposed direct form II with both channels in one loop: a sample of one channel is worked on while
 * the other waits for its last result, which takes little more time than one channel alone.
 */
function filterSection(
  left: Float64Array,
  right: Float64Array,
  frames: Frames,
  { b0, b1, b2, a1, a2 }: BiquadCoefficients,
  states: Float64Array,
): void {
  let l1 = states[0];
  let r1 = states[1];
  let l2 = states[2];
  let r2 = states[3];
  for (let n = 0; n < frames; n++) {
    const l = left[n];
    const r = right[n];
    const yl = b0 * l + l1;
    const yr = b0 * r + r1;
    l1 = b1 * l - a1 * yl + l2;
    r1 = b1 * r - a1 * yr + r2;
    l2 = b2 * l - a2 * yl;
    r2 = b2 * r - a2 * yr;
    left[n] = yl;
    right[n] = yr;
  }
  states[0] = flushed(l1);
  states[1] = flushed(r1);
  states[2] = flushed(l2);
  states[3] = flushed(r2);
}

function flushed(state: number): number {
  return state > -SMALLEST_STATE && state < SMALLEST_STATE ? 0 : state;
}
