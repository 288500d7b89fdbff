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

  let basis = Array.from({ length: Math.min(most, count - 1) }, () => gram.map(() => gaussian(random)));
  let variances: number[] = [];
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const { vectors, lengths } = orthonormalised(basis.map((vector) => gram.map((row) => dot(row, vector))));
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

function centred(points: readonly (readonly number[])[]): number[][] {
  const means = points[0].map((_, j) => points.reduce((sum, point) => sum + point[j], 0) / points.length);
  return points.map((point) => point.map((value, j) => value - means[j]));
}

function gramMatrix(points: readonly (readonly number[])[]): number[][] {
  const gram = points.map(() => new Array<number>(points.length));
  const rows = points.map((point) => Float64Array.from(point));
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [rows[i], rows[j]];
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
      gram[i][j] = gram[j][i] = sum;
    }
  }
  return gram;
}

/** Modified Gram–Schmidt; a vector that adds no direction becomes 0. */
function orthonormalised(vectors: number[][]): { vectors: number[][]; lengths: number[] } {
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

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
