/**
 * Means of the columns of a row-major matrix over ranges of rows, from the first up to but not including the second;
 * `NaN` without a row. Four rows are added at a time, so that a sum is fetched and put back once for all of them.
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

function addRows(sums: Float64Array, matrix: Float32Array, from: number, to: number): void {
  const columns = sums.length;
  let row = from;
  for (; row + 4 <= to; row += 4) {
    const [first, second, third, fourth] = [
      row * columns,
      (row + 1) * columns,
      (row + 2) * columns,
      (row + 3) * columns,
    ];
    for (let column = 0; column < columns; column++) {
      sums[column] +=
        matrix[first + column] + matrix[second + column] + (matrix[third + column] + matrix[fourth + column]);
    }
  }
  for (; row < to; row++) {
    for (let column = 0, at = row * columns; column < columns; column++, at++) sums[column] += matrix[at];
  }
}
