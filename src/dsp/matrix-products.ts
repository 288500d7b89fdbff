import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmMatrixProducts } from './kernels/wasm-matrix-products.ts';

/** Products of vectors with one matrix. */
export interface MatrixProducts {
  /**
   * vᵀ·M for each vector: Σ v(k)·row(k), every sum from the first row to the last, so that it comes out the same to the
   * last bit on every machine.
   *
   * @param vectors each with a weight for every row
   * @param columns how many of the first columns are wanted; all if undefined
   * @returns for each vector a sum for each column
   */
  of(vectors: readonly Float64Array[], columns?: number): Float64Array[];
}

/**
 * Makes a matrix ready for products: on the kernels, where this machine runs them; else in plain TypeScript.
 *
 * @param matrix rows of equal length, at least one; copied by the kernels, kept by the plain version
 */
export function matrixProducts(matrix: readonly Float64Array[]): MatrixProducts {
  return kernelsSupported() ? new WasmMatrixProducts(matrix) : new PlainMatrixProducts(matrix);
}

/** `MatrixProducts` in plain TypeScript. */
export class PlainMatrixProducts implements MatrixProducts {
  readonly #matrix: readonly Float64Array[];

  constructor(matrix: readonly Float64Array[]) {
    this.#matrix = matrix;
  }

  of(vectors: readonly Float64Array[], columns = this.#matrix[0].length): Float64Array[] {
    return vectors.map((vector) => {
      const sums = new Float64Array(columns);
      this.#matrix.forEach((row, k) => {
        for (let i = 0; i < columns; i++) sums[i] += vector[k] * row[i];
      });
      return sums;
    });
  }
}
