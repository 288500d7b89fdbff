import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { symmetricEigen } from '../../src/dsp/symmetric-eigen.ts';

describe('symmetricEigen', () => {
  test('of a diagonal matrix: its elements in falling order', () => {
    const { values, vectors } = symmetricEigen(
      [
        [1, 0, 0],
        [0, 5, 0],
        [0, 0, -2],
      ].map((row) => Float64Array.from(row)),
    );
    expect([...values]).toEqual([5, 1, -2]);
    expect([...vectors[0]].map(Math.abs)).toEqual([0, 1, 0]);
  });

  test('of the second difference: 2 − 2·cos(kπ/(n+1))', () => {
    const n = 20;
    const matrix = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_unused, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    );
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    symmetricEigen(matrix).values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k], 10);
    });
  });

  test('vectors are orthonormal and make the matrix again', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 8 })
          .chain((n) =>
            fc.tuple(
              fc.constant(n),
              fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: n * n, maxLength: n * n }),
            ),
          ),
        ([n, numbers]) => {
          const matrix = Array.from({ length: n }, (_, i) =>
            Float64Array.from({ length: n }, (_unused, j) => numbers[Math.min(i, j) * n + Math.max(i, j)]),
          );
          const { values, vectors } = symmetricEigen(matrix);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              const inner = vectors[i].reduce((sum, value, k) => sum + value * vectors[j][k], 0);
              expect(inner).toBeCloseTo(Number(i === j), 9);
              const made = values.reduce((sum, value, k) => sum + value * vectors[k][i] * vectors[k][j], 0);
              expect(made).toBeCloseTo(matrix[i][j], 8);
            }
          }
        },
      ),
    );
  });
});
