import { FIT_SETTLED, FIT_SWEEPS, type FittedMixture, type FittedRow, type MixtureFit } from '../mixture-fit.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `MixtureFit` of every row, all in one memory. */
export function wasmMixtureFits(rows: readonly FittedRow[], parts: number): MixtureFit[] {
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
  readonly #partOf: FittedRow['partOf'];
  /** As `assembly/mixture-fit.ts` lays it out. */
  readonly #at: number;
  /** Where each part begins and ends. */
  readonly #ranges: number;

  constructor(shared: Shared, { values, partOf }: FittedRow, parts: number) {
    const { kernel } = shared;
    this.#shared = shared;
    this.#lags = values.length;
    this.#partOf = partOf;
    this.#at = kernel.reserve(DOUBLE_BYTES * (PRODUCTS + (PATTERNS + parts) * values.length));
    this.#ranges = kernel.reserve(8 * parts);
    this.#pattern(0).set(values);
  }

  setLines(line: Float64Array, wide: Float64Array): void {
    this.#pattern(1).set(line);
    this.#pattern(2).set(wide);
    this.#shared.kernel.run.multiplyPatterns(this.#at, this.#lags);
  }

  fit(shares: Float64Array, own: number): FittedMixture {
    const { kernel, shares: sharesAt, result } = this.#shared;
    const count = shares.length;
    kernel.doubles(sharesAt, count).set(shares);
    const [at, lags, ranges] = [this.#at, this.#lags, this.#ranges];
    const run = (): number =>
      kernel.run.fitMixture(at, lags, ranges, sharesAt, count, own, FIT_SWEEPS, FIT_SETTLED, result);
    for (let missing = run(); missing >= 0; missing = run()) this.#setPart(missing);
    const fitted = kernel.doubles(result, 2);
    return { left: fitted[0], weight: fitted[1] };
  }

  #setPart(part: number): void {
    const { first, values } = this.#partOf(part);
    this.#pattern(PATTERNS + part).set(values, first);
    // A part that is nothing at all ends where it begins, but not at 0.
    const end = Math.max(1, first + values.length);
    this.#shared.kernel.integers(this.#ranges + 8 * part, 2).set([end - values.length, end]);
  }

  /** Row, line, wide line, room for a mixture, and then the parts. */
  #pattern(index: number): Float64Array {
    return this.#shared.kernel.doubles(this.#at + DOUBLE_BYTES * (PRODUCTS + index * this.#lags), this.#lags);
  }
}

const DOUBLE_BYTES = 8;
const PRODUCTS = 9;
const PATTERNS = 4;
