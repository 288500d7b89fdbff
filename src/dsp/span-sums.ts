import { kernelsSupported } from './kernels/kernel-instance.ts';
import { spanSumsOnKernel } from './kernels/wasm-span-sums.ts';
import { addRowsPlainly } from './row-sums.ts';

/**
 * Sums of the columns of a row-major matrix over spans of rows, each from `from` up to but not including `until`, which
 * may overlap but neither begin nor end before the one before: a row of sums a span, zeros for an empty one. On the
 * kernels, where this machine runs them, with the same result to the last bit.
 */
export function spanSums(matrix: Float32Array, columns: number, from: Int32Array, until: Int32Array): Float64Array {
  return kernelsSupported()
    ? spanSumsOnKernel(matrix, columns, from, until)
    : spanSumsPlainly(matrix, columns, from, until);
}

/** `spanSums` in plain TypeScript. */
export function spanSumsPlainly(
  matrix: Float32Array,
  columns: number,
  from: Int32Array,
  until: Int32Array,
): Float64Array {
  const sums = new Float64Array(from.length * columns);
  for (let span = 0; span < from.length; span++) {
    addRowsPlainly(sums.subarray(span * columns, (span + 1) * columns), matrix, from[span], until[span]);
  }
  return sums;
}
