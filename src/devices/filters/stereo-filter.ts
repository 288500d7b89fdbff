import { Biquad, type BiquadCoefficients } from '../../dsp/biquad.ts';
import type { Frames } from '../../dsp/units.ts';

/** The same sections in both channels. */
export class StereoFilter {
  readonly #left: readonly Biquad[];
  readonly #right: readonly Biquad[];

  constructor(sections: readonly BiquadCoefficients[]) {
    this.#left = sections.map((section) => new Biquad(section));
    this.#right = sections.map((section) => new Biquad(section));
  }

  /** Filters the first `frames` samples in place. */
  process(left: Float32Array | Float64Array, right: Float32Array | Float64Array, frames: Frames): void {
    for (const section of this.#left) section.process(left, frames);
    for (const section of this.#right) section.process(right, frames);
  }
}
