import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmPartProducts } from './kernels/wasm-part-products.ts';

/** Inner products of vectors with the rows of one matrix, part by part. */
export interface PartProducts {
  readonly rows: number;
  /**
   * Σ vector(i)·row(i) over each part of each row, row after row; the array is written anew by the next call. A NaN on
   * either side gives NaN for its part.
   */
  of(vector: Float32Array): Float32Array;
}

/**
 * Makes a matrix ready for products: on the kernels, where this machine runs them, in single precision; else in plain
 * TypeScript, in double.
 *
 * @param matrix rows one behind the other; copied by the kernels, kept by the plain version
 * @param ends for each part the column behind its last; the first begins at 0, the last ends with the row
 */
export function partProducts(matrix: Float32Array, ends: readonly number[]): PartProducts {
  return kernelsSupported() ? new WasmPartProducts(matrix, ends) : new PlainPartProducts(matrix, ends);
}

/** `PartProducts` in plain TypeScript. */
export class PlainPartProducts implements PartProducts {
  readonly rows: number;
  readonly #matrix: Float32Array;
  readonly #ends: readonly number[];
  readonly #products: Float32Array;

  constructor(matrix: Float32Array, ends: readonly number[]) {
    this.#matrix = matrix;
    this.#ends = ends;
    this.rows = matrix.length / ends[ends.length - 1];
    this.#products = new Float32Array(this.rows * ends.length);
  }

  of(vector: Float32Array): Float32Array {
    const ends = this.#ends;
    const columns = ends[ends.length - 1];
    let to = 0;
    for (let row = 0; row < this.rows; row++) {
      const at = row * columns;
      let i = 0;
      for (const end of ends) {
        let sum = 0;
        for (; i < end; i++) sum += vector[i] * this.#matrix[at + i];
        this.#products[to++] = sum;
      }
    }
    return this.#products;
  }
}
