import {
  FIT_SETTLED,
  FIT_SWEEPS,
  LEAST_LEFT,
  type BestScale,
  type FittedMixture,
  type FittedRow,
  type MixtureFits,
  type PartShape,
  type SpreadMixture,
} from '../mixture-fit.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `MixtureFits` in the memory of the kernels. */
export class WasmMixtureFits implements MixtureFits {
  readonly #kernel = new KernelInstance();
  readonly #parts: number;
  readonly #lags: number;
  /** Of each row, as `assembly/mixture-fit.ts` lays it out. */
  readonly #fits: number[];
  readonly #shares: number;
  /** What is left, and the weight of the mixture. */
  readonly #result: number;
  /** Room for what is handed over from call to call. */
  readonly #chosen: number;

  constructor(rows: readonly FittedRow[], { table, partsPerLag, parts }: PartShape) {
    const kernel = this.#kernel;
    const lags = rows.length === 0 ? 0 : rows[0].values.length;
    [this.#parts, this.#lags] = [parts, lags];
    this.#shares = kernel.reserve(DOUBLE_BYTES * parts);
    this.#result = kernel.reserve(2 * DOUBLE_BYTES);
    this.#chosen = kernel.reserve(4 * rows.length);
    const tableAt = kernel.place(table);
    const headBytes = DOUBLE_BYTES * (PRODUCTS + PATTERNS * lags) + 8 * parts;
    this.#fits = rows.map(() => kernel.reserve(headBytes + DOUBLE_BYTES * parts * lags));
    rows.forEach(({ values, stepsPerPart }, row) => {
      this.#pattern(row, 0).set(values);
      kernel.run.setParts(this.#fits[row], lags, tableAt, table.length, partsPerLag, stepsPerPart, parts);
    });
  }

  setLines(row: number, line: Float64Array, wide: Float64Array): void {
    this.#pattern(row, 1).set(line);
    this.#pattern(row, 2).set(wide);
    this.#kernel.run.multiplyPatterns(this.#fits[row], this.#lags);
  }

  fit(row: number, shares: Float64Array, own: number): FittedMixture {
    const kernel = this.#kernel;
    kernel.doubles(this.#shares, shares.length).set(shares);
    kernel.run.fitMixture(
      this.#fits[row],
      this.#lags,
      this.#parts,
      this.#shares,
      shares.length,
      own,
      FIT_SWEEPS,
      FIT_SETTLED,
      this.#result,
    );
    const [left, weight] = kernel.doubles(this.#result, 2);
    return { left: Math.max(LEAST_LEFT, left), weight };
  }

  best(rows: readonly number[], mixture: SpreadMixture, scales: readonly number[]): BestScale {
    const kernel = this.#kernel;
    return kernel.borrow(() => {
      const [distances, shares] = [kernel.place(mixture.distances), kernel.place(mixture.shares)];
      const scalesAt = kernel.place(Float64Array.from(scales));
      kernel.integers(this.#chosen, rows.length).set(rows.map((row) => this.#fits[row]));
      const best = kernel.run.bestScale(
        this.#chosen,
        rows.length,
        this.#lags,
        this.#parts,
        distances,
        shares,
        mixture.distances.length,
        mixture.own,
        scalesAt,
        scales.length,
        this.#shares,
        FIT_SWEEPS,
        FIT_SETTLED,
        LEAST_LEFT,
        this.#result,
      );
      return { scale: scales[best], left: kernel.doubles(this.#result, 1)[0] };
    });
  }

  /** Row, line, and wide line. */
  #pattern(row: number, index: number): Float64Array {
    return this.#kernel.doubles(this.#fits[row] + DOUBLE_BYTES * (PRODUCTS + index * this.#lags), this.#lags);
  }
}

const DOUBLE_BYTES = 8;
const PRODUCTS = 9;
const PATTERNS = 4;
