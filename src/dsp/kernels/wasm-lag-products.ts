import type { LagProducts } from '../lag-products.ts';
import type { Power } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES, LANES } from './kernel-signal.ts';

/** `LagProducts` with lags in the lanes of vectors. */
export class WasmLagProducts implements LagProducts {
  readonly #kernel = new KernelInstance();
  readonly #length: number;
  readonly #count: number;
  readonly #at: { power: number; weights: number; values: number; products: number; squares: number };

  constructor(weights: Float64Array, count: number) {
    const kernel = this.#kernel;
    this.#length = weights.length;
    this.#count = count;
    // The last vectors of lags may lie beyond the longest one; those sums are not read.
    const doubles = (): number => kernel.reserve(2 * FLOAT_BYTES * (weights.length + LANES));
    this.#at = {
      power: kernel.reserve(FLOAT_BYTES * weights.length),
      weights: kernel.place(weights),
      values: doubles(),
      products: doubles(),
      squares: doubles(),
    };
  }

  add(power: Float32Array, total: Power): void {
    const { power: powerAt, weights, values, products, squares } = this.#at;
    const [length, count] = [this.#length, this.#count];
    this.#kernel.floats(powerAt, length).set(power.subarray(0, length));
    this.#kernel.run.lagProducts(powerAt, weights, total, count, length - count - 1, values, products, squares);
  }

  sums(): { products: Float64Array; squares: Float64Array } {
    const lags = this.#length - this.#count;
    return {
      products: this.#kernel.doubles(this.#at.products, lags),
      squares: this.#kernel.doubles(this.#at.squares, lags),
    };
  }
}
