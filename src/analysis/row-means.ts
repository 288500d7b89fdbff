import { addRows } from '../dsp/row-sums.ts';

/**
 * Means of the columns of a row-major matrix over ranges of rows, from the first up to but not including the second;
 * `NaN` without a row.
 */
export function rowMeans(
  matrix: Float32Array,
  columns: number,
  ranges: readonly (readonly [number, number])[],
): Float64Array {
  const means = new Float64Array(columns);
  let rows = 0;
  for (const [from, to] of ranges) {
    addRows(means, matrix, from, to);
    rows += to - from;
  }
  for (let column = 0; column < columns; column++) means[column] /= rows;
  return means;
}
