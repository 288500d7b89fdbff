import { scratchKernel } from './kernel-instance.ts';

/** `choleskyFactor` on the kernels; `undefined` where the matrix is not positive definite. */
export function factorOnKernel(matrix: readonly Float64Array[]): Float64Array[] | undefined {
  const size = matrix.length;
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const at = kernel.reserve(DOUBLE_BYTES * size ** 2);
    const rows = kernel.doubles(at, size ** 2);
    matrix.forEach((row, i) => rows.set(row.subarray(0, i + 1), i * size));
    if (!kernel.run.factorTriangle(at, size)) return undefined;
    return matrix.map((_, i) => {
      const row = new Float64Array(size);
      row.set(rows.subarray(i * size, i * size + i + 1));
      return row;
    });
  });
}

/** `solveLower` for each of some vectors on the kernels. */
export function solveLowerOnKernel(factor: readonly Float64Array[], rights: readonly Float64Array[]): Float64Array[] {
  const size = factor.length;
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const factorAt = kernel.reserve(DOUBLE_BYTES * size ** 2);
    const vectorsAt = kernel.reserve(DOUBLE_BYTES * size * rights.length);
    const rows = kernel.doubles(factorAt, size ** 2);
    factor.forEach((row, i) => rows.set(row.subarray(0, i + 1), i * size));
    const vectors = kernel.doubles(vectorsAt, size * rights.length);
    rights.forEach((right, i) => vectors.set(right, i * size));
    kernel.run.solveTriangle(factorAt, size, vectorsAt, rights.length);
    return rights.map((_, i) => vectors.slice(i * size, (i + 1) * size));
  });
}

const DOUBLE_BYTES = 8;
