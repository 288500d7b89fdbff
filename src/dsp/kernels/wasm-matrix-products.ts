import { KernelInstance } from './kernel-instance.ts';

/**
 * `MatrixProducts` on the kernels, in an instance of its own that holds the matrix, cut into panels of eight columns;
 * the last is filled up with zeros.
 */
export class WasmMatrixProducts {
  readonly #rows: number;
  readonly #columns: number;
  readonly #kernel = new KernelInstance();
  readonly #panelsAt: number;

  constructor(matrix: readonly Float64Array[]) {
    this.#rows = matrix.length;
    this.#columns = matrix[0].length;
    const width = PANEL * Math.ceil(this.#columns / PANEL);
    this.#panelsAt = this.#kernel.reserve(DOUBLE_BYTES * width * this.#rows);
    const panels = this.#kernel.doubles(this.#panelsAt, width * this.#rows);
    matrix.forEach((row, k) => {
      for (let column = 0; column < row.length; column += PANEL) {
        panels.set(row.subarray(column, column + PANEL), column * this.#rows + k * PANEL);
      }
    });
  }

  of(vectors: readonly Float64Array[], columns = this.#columns): Float64Array[] {
    const rows = this.#rows;
    const panelCount = Math.ceil(columns / PANEL);
    const even = 2 * Math.ceil(vectors.length / 2);
    const kernel = this.#kernel;
    return kernel.borrow(() => {
      const weightsAt = kernel.reserve(DOUBLE_BYTES * even * rows);
      const sumsAt = kernel.reserve(DOUBLE_BYTES * PANEL * even * panelCount);
      const weights = kernel.doubles(weightsAt, even * rows);
      // What is borrowed is not zeroed; the sums of the vector that fills up the last pair are not read.
      vectors.forEach((vector, i) => weights.set(vector, i * rows));
      kernel.run.matrixProducts(weightsAt, even, this.#panelsAt, panelCount, rows, sumsAt);
      const sums = kernel.doubles(sumsAt, PANEL * even * panelCount);
      return vectors.map((_, i) => sums.slice(i * PANEL * panelCount, i * PANEL * panelCount + columns));
    });
  }
}

/** As in the kernel: four registers of two numbers. */
const PANEL = 8;
const DOUBLE_BYTES = 8;
