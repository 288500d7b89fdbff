import { dot } from './dot.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmPickedProducts } from './kernels/wasm-picked-products.ts';

/** Inner products of vectors with rows of one matrix. */
export interface PickedProducts {
  /**
   * Of a vector with some of the rows, in their order: each the same to the last bit as `dot`.
   *
   * @param rows places of the rows
   */
  of(vector: Float64Array, rows: Int32Array): Float64Array;
}

/**
 * Makes a matrix ready for products with whichever of its rows are asked for: on the kernels, where this machine runs
 * them; else in plain TypeScript.
 *
 * @param matrix rows of equal length; copied by the kernels, kept by the plain version
 */
export function pickedProducts(matrix: readonly Float64Array[]): PickedProducts {
  return kernelsSupported() ? new WasmPickedProducts(matrix) : new PlainPickedProducts(matrix);
}

/** `PickedProducts` in plain TypeScript. */
export class PlainPickedProducts implements PickedProducts {
  readonly #matrix: readonly Float64Array[];

  constructor(matrix: readonly Float64Array[]) {
    this.#matrix = matrix;
  }

  of(vector: Float64Array, rows: Int32Array): Float64Array {
    return Float64Array.from(rows, (row) => dot(this.#matrix[row], vector));
  }
}
