import { kernelsSupported } from './kernels/kernel-instance.ts';
import { rowProductsOnKernel } from './kernels/wasm-row-products.ts';

/**
 * Σ weight(column)·matrix(row, column) for each row of a row-major matrix, from the first column to the last: on the
 * kernels, where this machine runs them, with the same result to the last bit.
 *
 * @param weights one for each column
 */
export function rowProducts(matrix: Float32Array, weights: Float64Array): Float64Array {
  return kernelsSupported() ? rowProductsOnKernel(matrix, weights) : rowProductsPlainly(matrix, weights);
}

/** `rowProducts` in plain TypeScript. */
export function rowProductsPlainly(matrix: Float32Array, weights: Float64Array): Float64Array {
  const columns = weights.length;
  const products = new Float64Array(matrix.length / columns);
  for (let row = 0, at = 0; row < products.length; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++, at++) sum += weights[column] * matrix[at];
    products[row] = sum;
  }
  return products;
}
