import type { WaveProducts } from '../wave-products.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `WaveProducts` with the wave in the memory of the kernels. */
export class WasmWaveProducts implements WaveProducts {
  readonly #kernel = new KernelInstance();
  readonly #samples: number;
  readonly #count: number;

  constructor(samples: Float32Array) {
    this.#samples = this.#kernel.place(samples);
    this.#count = samples.length;
  }

  measure(starts: readonly number[], model: Float64Array): Float64Array {
    const kernel = this.#kernel;
    return kernel.borrow(() => {
      const [startsAt, modelAt] = [kernel.place(Float64Array.from(starts)), kernel.place(model)];
      const [weights, to] = [kernel.reserve(6 * DOUBLE_BYTES), kernel.reserve(2 * DOUBLE_BYTES * starts.length)];
      const [samples, count] = [this.#samples, this.#count];
      kernel.run.waveProducts(samples, count, startsAt, starts.length, modelAt, model.length, weights, to);
      return kernel.doubles(to, 2 * starts.length).slice();
    });
  }
}

const DOUBLE_BYTES = 8;
