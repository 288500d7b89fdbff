import { kernelsSupported } from './kernels/kernel-instance.ts';
import { runningSumsOnKernel } from './kernels/wasm-running-sums.ts';

/**
 * Sums of all rows of a row-major matrix before each row, and of all of them last: what lies between two rows is the
 * difference of two of these. Right to about 1e-16 of the whole sum, so that a stretch 60 dB below the rest still has
 * ten digits. On the kernels, where this machine runs them, with the same result to the last bit.
 *
 * @param width columns of the matrix; a list of numbers has one
 */
export function runningSums(values: ArrayLike<number>, width = 1): Float64Array {
  return kernelsSupported() ? runningSumsOnKernel(values, width) : runningSumsPlainly(values, width);
}

/** `runningSums` in plain TypeScript. */
export function runningSumsPlainly(values: ArrayLike<number>, width = 1): Float64Array {
  const sums = new Float64Array(values.length + width);
  for (let i = 0; i < values.length; i++) sums[i + width] = sums[i] + values[i];
  return sums;
}
