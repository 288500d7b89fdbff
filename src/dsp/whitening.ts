import { lowerTimes } from './cholesky.ts';
import { dot } from './dot.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmWhitening } from './kernels/wasm-whitening.ts';

/** What brings vectors to unit covariance. */
export interface Whitening {
  /** y = g·A·x + Σ c(k)·⟨a(k), A·x⟩·a(k): a new vector. */
  of(x: Float64Array): Float64Array;
}

/** A covariance that is common in general, and on top of it what some axes share. */
export interface WhiteningParts {
  /** The lower triangle A, its rows one behind the other with zeros above the diagonal. */
  lower: Float64Array;
  /** The axes a(k), of unit length and at right angles to each other. */
  axes: readonly Float64Array[];
  /** c(k): what is added along each axis. */
  axisGains: Float64Array;
  /** g: the plain gain of everything. */
  gain: number;
}

/** On the kernels, where this machine runs them, with the same result to the last bit; else in plain TypeScript. */
export function whitening(parts: WhiteningParts): Whitening {
  return kernelsSupported() ? new WasmWhitening(parts) : new PlainWhitening(parts);
}

/** `Whitening` in plain TypeScript. */
export class PlainWhitening implements Whitening {
  readonly #parts: WhiteningParts;

  constructor(parts: WhiteningParts) {
    this.#parts = parts;
  }

  of(x: Float64Array): Float64Array {
    const { lower, axes, axisGains, gain } = this.#parts;
    const y = lowerTimes(lower, x);
    const alongs = axes.map((axis, k) => dot(axis, y) * axisGains[k]);
    for (let i = 0; i < y.length; i++) y[i] *= gain;
    axes.forEach((axis, k) => {
      for (let i = 0, along = alongs[k]; i < y.length; i++) y[i] += along * axis[i];
    });
    return y;
  }
}
