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
  points: readonly (readonly number[])[],
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
    const { vectors, lengths } = orthonormalised(products.of(basis));
    const settled = lengths.every((length, i) => Math.abs(length - (variances[i] ?? 0)) <= TOLERANCE * total);
    basis = vectors;
    variances = lengths;
    if (settled) break;
  }
  const kept = variances.filter((variance) => variance > TOLERANCE * total).length;
  return {
    scores: points.map((_, i) => variances.slice(0, kept).map((variance, k) => basis[k][i] * Math.sqrt(variance))),
    explained: variances.slice(0, kept).map((variance) => variance / total),
  };
}

function centred(points: readonly (readonly number[])[]): Float64Array[] {
  const means = new Float64Array(points[0].length);
  for (const point of points) for (let j = 0; j < means.length; j++) means[j] += point[j];
  for (let j = 0; j < means.length; j++) means[j] /= points.length;
  return points.map((point) => {
    const row = new Float64Array(point);
    for (let j = 0; j < row.length; j++) row[j] -= means[j];
    return row;
  });
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

/** Modified Gram–Schmidt; a vector that adds no direction becomes 0. */
function orthonormalised(vectors: Float64Array[]): { vectors: Float64Array[]; lengths: number[] } {
  const lengths: number[] = [];
  vectors.forEach((vector, k) => {
    for (const earlier of vectors.slice(0, k)) {
      const along = dot(vector, earlier);
      earlier.forEach((value, i) => (vector[i] -= along * value));
    }
    const length = Math.sqrt(dot(vector, vector));
    vectors[k] = length > 0 ? vector.map((value) => value / length) : vector;
    lengths.push(length);
  });
  return { vectors, lengths };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
