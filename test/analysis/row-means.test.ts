import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowMeans } from '../../src/analysis/row-means.ts';

describe('means over rows', () => {
  test('of any ranges are the sums of their columns over the number of rows', () => {
    const range = fc
      .tuple(fc.nat(30), fc.nat(30))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b) + 1]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(range, { minLength: 1, maxLength: 4 }),
        (columns, ranges) => {
          const matrix = Float32Array.from({ length: 31 * columns }, (_, i) => (i * 7919) % 101);
          const rows = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
          const means = rowMeans(matrix, columns, ranges);
          for (let column = 0; column < columns; column++) {
            const sum = rows.reduce((total, row) => total + matrix[row * columns + column], 0);
            expect(means[column]).toBeCloseTo(sum / rows.length, 9);
          }
        },
      ),
    );
  });

  test('of no rows are no numbers', () => {
    expect([...rowMeans(new Float32Array(6), 2, [])]).toEqual([NaN, NaN]);
  });
});
