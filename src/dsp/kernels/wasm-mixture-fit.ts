import { FIT_SETTLED, FIT_SWEEPS, type FittedMixture, type MixtureFit } from '../mixture-fit.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `MixtureFit` of every row, all in one memory. */
export function wasmMixtureFits(rows: readonly Float64Array[], parts: number): MixtureFit[] {
  const kernel = new KernelInstance();
  const shared = { kernel, shares: kernel.reserve(DOUBLE_BYTES * parts), result: kernel.reserve(2 * DOUBLE_BYTES) };
  return rows.map((row) => new WasmMixtureFit(shared, row, parts));
}

interface Shared {
  kernel: KernelInstance;
  shares: number;
  /** What is left, and the weight of the mixture. */
  result: number;
}

class WasmMixtureFit implements MixtureFit {
  readonly #shared: Shared;
  readonly #lags: number;
  /** As `assembly/mixture-fit.ts` lays it out. */
  readonly #at: number;
  /** Where each part begins and ends. */
  readonly #ranges: number;

  constructor(shared: Shared, row: Float64Array, parts: number) {
    const { kernel } = shared;
    this.#shared = shared;
    this.#lags = row.length;
    this.#at = kernel.reserve(DOUBLE_BYTES * (PRODUCTS + (PATTERNS + parts) * row.length));
    this.#ranges = kernel.reserve(8 * parts);
    this.#pattern(0).set(row);
  }

  setLines(line: Float64Array, wide: Float64Array): void {
    this.#pattern(1).set(line);
    this.#pattern(2).set(wide);
    this.#shared.kernel.run.multiplyPatterns(this.#at, this.#lags);
  }

  setPart(part: number, first: number, values: Float64Array): void {
    this.#pattern(PATTERNS + part).set(values, first);
    this.#shared.kernel.integers(this.#ranges + 8 * part, 2).set([first, first + values.length]);
  }

  fit(shares: Float64Array, own: number): FittedMixture {
    const { kernel, shares: sharesAt, result } = this.#shared;
    const count = shares.length;
    kernel.doubles(sharesAt, count).set(shares);
    const { fitMixture } = kernel.run;
    fitMixture(this.#at, this.#lags, this.#ranges, sharesAt, count, own, FIT_SWEEPS, FIT_SETTLED, result);
    const [left, weight] = kernel.doubles(result, 2);
    return { left, weight };
  }

  /** Row, line, wide line, room for a mixture, and then the parts. */
  #pattern(index: number): Float64Array {
    return this.#shared.kernel.doubles(this.#at + DOUBLE_BYTES * (PRODUCTS + index * this.#lags), this.#lags);
  }
}

const DOUBLE_BYTES = 8;
const PRODUCTS = 9;
const PATTERNS = 4;
