import type { Frames, Hertz } from '../../dsp/units.ts';

/** A state below this is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE = 1e-30;

/**
 * First-order low-pass of one channel, 6 dB an octave (topology-preserving bilinear form: exactly −3 dB at the corner).
 * What it leaves out is the matching high-pass, so that the two always sum to the input.
 */
export class OnePole {
  readonly #share: number;
  #state = 0;

  constructor(cornerHz: Hertz, sampleRateHz: Hertz) {
    const g = Math.tan(Math.PI * Math.min(cornerHz / sampleRateHz, HIGHEST_CORNER));
    this.#share = g / (1 + g);
  }

  /** Takes the first `frames` samples of `low` apart: it keeps the lows, `high` gets the rest. */
  split(low: Float64Array, high: Float64Array, frames: Frames): void {
    let state = this.#state;
    for (let n = 0; n < frames; n++) {
      const x = low[n];
      const step = this.#share * (x - state);
      const y = state + step;
      state = y + step;
      low[n] = y;
      high[n] = x - y;
    }
    this.#state = Math.abs(state) < SMALLEST_STATE ? 0 : state;
  }
}

/** As a share of the sample rate; the tangent has its pole at one half. */
const HIGHEST_CORNER = 0.4999;
