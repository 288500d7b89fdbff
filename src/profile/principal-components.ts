import { matrixProducts } from '../dsp/matrix-products.ts';
import { gaussian, type Random } from '../dsp/seeded-random.ts';

export interface PrincipalComponents {
  /** One row a point: its coordinates along the components, largest variance first. */
  scores: number[][];
  /** Share of the whole variance each component explains, falling. */
  explained: number[];
}

/** Ends the iteration: a change of this share of the whole variance no longer moves a point visibly. */
const TOLERANCE = 1e-6;
/** Reached only where two neighbouring variances are all but equal, and then any rotation between them will do. */
const MOST_ITERATIONS = 100;

/**
 * Principal components of some points by orthogonal iteration on the matrix of their inner products, which is small
 * when there are fewer tracks than features.
 *
 * @param points rows of equal length; they are centred here.
 * @param most how many components are wanted; fewer come back where the points span fewer dimensions (none for equal
 * points).
 */
export function principalComponents(
  points: readonly ArrayLike<number>[],
  most: number,
  random: Random,
): PrincipalComponents {
  const count = points.length;
  const gram = gramMatrix(centred(points));
  const total = gram.reduce((sum, row, i) => sum + row[i], 0);
  if (!(total > 0)) return { scores: points.map(() => []), explained: [] };

  // The matrix is symmetric, so that what it does to a vector from the left it does from the right.
  const products = matrixProducts(gram);
  let basis: Float64Array[] = Array.from({ length: Math.min(most, count - 1) }, () =>
    Float64Array.from(gram, () => gaussian(random)),
  );
  let variances: number[] = [];
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    basis = products.of(basis);
    const lengths = orthonormalise(basis);
    const settled = lengths.every((length, i) => Math.abs(length - (variances[i] ?? 0)) <= TOLERANCE * total);
    variances = lengths;
    if (settled) break;
  }
  const kept = variances.filter((variance) => variance > TOLERANCE * total).length;
  return {
    scores: points.map((_, i) => variances.slice(0, kept).map((variance, k) => basis[k][i] * Math.sqrt(variance))),
    explained: variances.slice(0, kept).map((variance) => variance / total),
  };
}

function centred(points: readonly ArrayLike<number>[]): Float64Array[] {
  const rows = points.map((point) => new Float64Array(point));
  const means = new Float64Array(rows[0].length);
  for (const row of rows) for (let j = 0; j < means.length; j++) means[j] += row[j];
  for (let j = 0; j < means.length; j++) means[j] /= rows.length;
  for (const row of rows) for (let j = 0; j < means.length; j++) row[j] -= means[j];
  return rows;
}

/** So many rows at once meet all before them. */
const ROWS_AT_ONCE = 8;

/** Inner products of all rows with each other. */
function gramMatrix(rows: readonly Float64Array[]): Float64Array[] {
  const products = matrixProducts(transposed(rows));
  const gram = rows.map(() => new Float64Array(rows.length));
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    const end = Math.min(rows.length, first + ROWS_AT_ONCE);
    products.of(rows.slice(first, end), end).forEach((sums, i) => {
      gram[first + i].set(sums);
      for (let j = 0; j < first; j++) gram[j][first + i] = sums[j];
    });
  }
  return gram;
}

function transposed(rows: readonly Float64Array[]): Float64Array[] {
  return Array.from(rows[0], (_, k) => {
    const column = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) column[i] = rows[i][k];
    return column;
  });
}

/** Modified Gram–Schmidt, in place; a vector that adds no direction becomes 0. @returns their lengths before */
function orthonormalise(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, k) => {
    for (let before = 0; before < k; before++) {
      const earlier = vectors[before];
      const along = dot(vector, earlier);
      for (let i = 0; i < vector.length; i++) vector[i] -= along * earlier[i];
    }
    const length = Math.sqrt(dot(vector, vector));
    if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] /= length;
    return length;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
