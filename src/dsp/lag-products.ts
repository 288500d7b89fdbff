import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmLagProducts } from './kernels/wasm-lag-products.ts';
import type { Power } from './units.ts';

/**
 * Sums, over any number of power spectra, of what a stretch of a spectrum shows of itself `lag` bins higher up. With
 * x(k) = power(k) / total · weight(k), k from the beginning of the stretch:
 *
 * - `products`: Σ x(k)·x(k + lag) over the `count` bins of the stretch;
 * - `squares`: what that would be were both alike, the mean of Σ x(k)² and Σ x(k + lag)².
 */
export interface LagProducts {
  /** Takes a spectrum from the beginning of the stretch on, up to the last bin that the longest lag reaches. */
  add(power: Float32Array, total: Power): void;
  /** The sums by lag, 0 … `reach`. */
  sums(): { products: Float64Array; squares: Float64Array };
}

/**
 * Begins such sums, on the kernels where this machine runs them, with the same result to the last bit.
 *
 * @param weights of the bins from the beginning of the stretch on: count + reach + 1 of them
 * @param count bins of the stretch
 */
export function lagProducts(weights: Float64Array, count: number): LagProducts {
  return kernelsSupported() ? new WasmLagProducts(weights, count) : new PlainLagProducts(weights, count);
}

/** `LagProducts` in plain TypeScript. */
export class PlainLagProducts implements LagProducts {
  readonly #weights: Float64Array;
  readonly #count: number;
  readonly #values: Float64Array;
  readonly #products: Float64Array;
  readonly #squares: Float64Array;

  constructor(weights: Float64Array, count: number) {
    this.#weights = weights;
    this.#count = count;
    this.#values = new Float64Array(weights.length);
    this.#products = new Float64Array(weights.length - count);
    this.#squares = new Float64Array(weights.length - count);
  }

  add(power: Float32Array, total: Power): void {
    const [values, count] = [this.#values, this.#count];
    for (let k = 0; k < values.length; k++) values[k] = (power[k] / total) * this.#weights[k];
    let here = 0;
    for (let k = 0; k < count; k++) here += values[k] * values[k];
    let there = here;
    for (let lag = 0; lag < this.#products.length; lag++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += values[k] * values[k + lag];
      this.#products[lag] += sum;
      this.#squares[lag] += (here + there) / 2;
      there += values[count + lag] * values[count + lag] - values[lag] * values[lag];
    }
  }

  sums(): { products: Float64Array; squares: Float64Array } {
    return { products: this.#products, squares: this.#squares };
  }
}
