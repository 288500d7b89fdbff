import { dot } from './dot.ts';

/**
 * The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ.
 *
 * @param matrix rows; only the lower triangle is read.
 * @throws RangeError where the matrix is not positive definite.
 */
export function choleskyFactor(matrix: readonly Float64Array[]): Float64Array[] {
  const factor = matrix.map((row) => new Float64Array(row.length));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = matrix[i][j] - dot(factor[i], factor[j], j);
      if (i === j && !(sum > 0)) throw new RangeError('The matrix is not positive definite.');
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

/** Solves L·y = b: what brings vectors of covariance A to unit covariance. */
export function solveLower(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const y = new Float64Array(right.length);
  for (let i = 0; i < y.length; i++) {
    y[i] = (right[i] - dot(factor[i], y, i)) / factor[i][i];
  }
  return y;
}
