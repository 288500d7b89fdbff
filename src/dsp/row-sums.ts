import { kernelsSupported } from './kernels/kernel-instance.ts';
import { addRowsOnKernel } from './kernels/wasm-rows.ts';

/**
 * Adds the rows of a row-major matrix, from the first up to but not including the second, to the sums of its columns:
 * on the kernels, where this machine runs them, with the same result to the last bit.
 */
export function addRows(sums: Float64Array, matrix: Float32Array, from: number, to: number): void {
  if (kernelsSupported()) addRowsOnKernel(sums, matrix, from, to);
  else addRowsPlainly(sums, matrix, from, to);
}

/** `addRows` in plain TypeScript. Four rows at a time, so that a sum is fetched and put back once for all of them. */
export function addRowsPlainly(sums: Float64Array, matrix: Float32Array, from: number, to: number): void {
  const columns = sums.length;
  let row = from;
  for (; row + 4 <= to; row += 4) {
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const second = matrix[at + 2 * columns] + matrix[at + 3 * columns];
      sums[column] += matrix[at] + matrix[at + columns] + second;
    }
  }
  for (; row < to; row++) {
    for (let column = 0, at = row * columns; column < columns; column++, at++) sums[column] += matrix[at];
  }
}
