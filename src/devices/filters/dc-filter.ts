import type { Frames, Hertz } from '../../dsp/units.ts';

/** Low enough to leave a kick's phase alone, high enough to settle within a beat. */
const DC_CORNER_HZ: Hertz = 5;

/** A state below this is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE = 1e-30;

/** Takes a constant away: y[n] = x[n] − x[n−1] + p·y[n−1], a first-order high-pass at 5 Hz. */
export class DcFilter {
  readonly #pole: number;
  #lastIn = 0;
  #lastOut = 0;

  constructor(sampleRateHz: Hertz) {
    this.#pole = Math.exp((-2 * Math.PI * DC_CORNER_HZ) / sampleRateHz);
  }

  /** Filters the first `frames` samples in place. */
  process(samples: Float32Array | Float64Array, frames: Frames): void {
    let lastIn = this.#lastIn;
    let lastOut = this.#lastOut;
    for (let n = 0; n < frames; n++) {
      const x = samples[n];
      lastOut = x - lastIn + this.#pole * lastOut;
      lastIn = x;
      samples[n] = lastOut;
    }
    this.#lastIn = lastIn;
    this.#lastOut = Math.abs(lastOut) < SMALLEST_STATE ? 0 : lastOut;
  }
}
