import type { Frames, Hertz } from '../../dsp/units.ts';

/** Shares of the three outputs of a state-variable filter; the band-pass has 0 dB at its centre. */
export interface FilterMix {
  low: number;
  band: number;
  high: number;
}

/**
 * A second-order filter of one channel whose centre may move with every block without clicks: the trapezoidal
 * state-variable filter (A. Simper, "Solving the continuous SVF equations using trapezoidal integration", 2013). At
 * rest it has the response of the bilinear transform with the centre prewarped, as the cookbook's sections have.
 */
export class StateVariableFilter {
  readonly #sampleRateHz: Hertz;
  #a1 = 1;
  #a2 = 0;
  #a3 = 0;
  #damping = 1;
  #first = 0;
  #second = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** @param centreHz is held below half the sample rate. @param q > 0. */
  tune(centreHz: Hertz, q: number): void {
    const g = Math.tan(Math.PI * Math.min(centreHz / this.#sampleRateHz, HIGHEST_CENTRE));
    this.#damping = 1 / q;
    this.#a1 = 1 / (1 + g * (g + this.#damping));
    this.#a2 = g * this.#a1;
    this.#a3 = g * this.#a2;
  }

  /** Filters the samples from `from` up to `to` in place. */
  process(samples: Float64Array, from: Frames, to: Frames, mix: FilterMix): void {
    const [a1, a2, a3, damping] = [this.#a1, this.#a2, this.#a3, this.#damping];
    // low·v2 + band·k·v1 + high·(x − k·v1 − v2), gathered by signal.
    const input = mix.high;
    const band = damping * (mix.band - mix.high);
    const low = mix.low - mix.high;
    let first = this.#first;
    let second = this.#second;
    for (let n = from; n < to; n++) {
      const x = samples[n];
      const rest = x - second;
      const v1 = a1 * first + a2 * rest;
      const v2 = second + a2 * first + a3 * rest;
      first = 2 * v1 - first;
      second = 2 * v2 - second;
      samples[n] = input * x + band * v1 + low * v2;
    }
    this.#first = Math.abs(first) < SMALLEST_STATE ? 0 : first;
    this.#second = Math.abs(second) < SMALLEST_STATE ? 0 : second;
  }
}

/** As a share of the sample rate; the tangent has its pole at one half. */
const HIGHEST_CENTRE = 0.499;

/** A state below this is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE = 1e-30;
