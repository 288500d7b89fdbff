import { dot } from './dot.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { factorOnKernel, solveLowerOnKernel } from './kernels/wasm-triangles.ts';

/**
 * The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ: on the kernels, where this machine runs them,
 * with the same result to the last bit.
 *
 * @param matrix rows; only the lower triangle is read.
 * @throws RangeError where the matrix is not positive definite.
 */
export function choleskyFactor(matrix: readonly Float64Array[]): Float64Array[] {
  const factor = kernelsSupported() ? factorOnKernel(matrix) : choleskyFactorPlainly(matrix);
  if (factor === undefined) throw new RangeError('The matrix is not positive definite.');
  return factor;
}

/** `choleskyFactor` in plain TypeScript; `undefined` where the matrix is not positive definite. */
export function choleskyFactorPlainly(matrix: readonly Float64Array[]): Float64Array[] | undefined {
  const factor = matrix.map((row) => new Float64Array(row.length));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = matrix[i][j] - dot(factor[i], factor[j], j);
      if (i === j && !(sum > 0)) return undefined;
      factor[i][j] = i === j ? Math.sqrt(sum) : sum / factor[j][j];
    }
  }
  return factor;
}

/** Solves A·x = b for A = L·Lᵀ. */
export function solveWithFactor(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const x = solveLower(factor, right);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i] -= factor[k][i] * x[k];
    x[i] /= factor[i][i];
  }
  return x;
}

/** `solveLower` for each of some vectors: on the kernels, where this machine runs them, the same to the last bit. */
export function solveLowerForEach(factor: readonly Float64Array[], rights: readonly Float64Array[]): Float64Array[] {
  return kernelsSupported() ? solveLowerOnKernel(factor, rights) : rights.map((right) => solveLower(factor, right));
}

/** Solves L·y = b: what brings vectors of covariance A to unit covariance. */
export function solveLower(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const y = new Float64Array(right.length);
  for (let i = 0; i < y.length; i++) {
    y[i] = (right[i] - dot(factor[i], y, i)) / factor[i][i];
  }
  return y;
}

/**
 * The inverse of a lower triangle L, its rows one behind the other with zeros above the diagonal: for whoever solves
 * L·y = b thousands of times, see `lowerTimes`.
 */
export function invertedLower(factor: readonly Float64Array[]): Float64Array {
  const n = factor.length;
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const to = i * n;
    for (let k = 0; k < i; k++) {
      const weight = factor[i][k];
      for (let j = 0, from = k * n; j <= k; j++) inverse[to + j] -= weight * inverse[from + j];
    }
    inverse[to + i] = 1;
    for (let j = 0; j <= i; j++) inverse[to + j] /= factor[i][i];
  }
  return inverse;
}

/**
 * A·x for a lower triangle A whose rows lie one behind the other. Four rows at a time, whose sums do not wait for each
 * other: three times as fast as `solveLower`, where each value waits for the one before.
 */
export function lowerTimes(lower: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const y = new Float64Array(n);
  let i = 0;
  for (; i + 3 < n; i += 4) {
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    // Above the diagonal lie zeros.
    for (let j = 0, at = i * n; j < i + 4; j++, at++) {
      const value = x[j];
      first += lower[at] * value;
      second += lower[at + n] * value;
      third += lower[at + 2 * n] * value;
      fourth += lower[at + 3 * n] * value;
    }
    y[i] = first;
    y[i + 1] = second;
    y[i + 2] = third;
    y[i + 3] = fourth;
  }
  for (; i < n; i++) for (let j = 0; j <= i; j++) y[i] += lower[i * n + j] * x[j];
  return y;
}
