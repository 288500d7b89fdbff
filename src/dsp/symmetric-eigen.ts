/** Eigenvalues, falling, and their orthonormal eigenvectors in the same order. */
export interface SymmetricEigen {
  values: Float64Array;
  vectors: Float64Array[];
}

/** Each sweep squares the error; ten settle any matrix that has no more than a few hundred rows. */
const MOST_SWEEPS = 12;
/** Off-diagonal energy below this share of the whole is rounding. */
const SETTLED = 1e-22;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix by Jacobi's cyclic rotations (Golub & Van Loan, Matrix
 * Computations, 8.5): exact to rounding, and simple; a few tenths of a second for 200 rows.
 *
 * @param matrix square and symmetric; left unchanged. A NaN in it gives NaN everywhere.
 */
export function symmetricEigen(matrix: readonly Float64Array[]): SymmetricEigen {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const vectors = a.map((_, i) => Float64Array.from({ length: n }, (_unused, j) => Number(i === j)));
  const total = a.reduce((sum, row) => sum + row.reduce((inRow, value) => inRow + value * value, 0), 0);
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a) > SETTLED * total; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, vectors, p, q);
    }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j][j] - a[i][i]);
  return { values: Float64Array.from(order, (i) => a[i][i]), vectors: order.map((i) => vectors[i]) };
}

/** Turns the plane of p and q so that their common element becomes 0. Rows of `vectors` are the eigenvectors. */
function rotate(a: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const apq = a[p][q];
  if (apq === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const [rowP, rowQ, vectorP, vectorQ] = [a[p], a[q], vectors[p], vectors[q]];
  for (const row of a) {
    const [x, y] = [row[p], row[q]];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
  for (let k = 0; k < rowP.length; k++) {
    const [x, y] = [rowP[k], rowQ[k]];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
    const [u, v] = [vectorP[k], vectorQ[k]];
    vectorP[k] = c * u - s * v;
    vectorQ[k] = s * u + c * v;
  }
}

function offDiagonal(a: readonly Float64Array[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) for (let j = 0; j < i; j++) sum += 2 * a[i][j] ** 2;
  return sum;
}
