import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  choleskyFactor,
  choleskyFactorPlainly,
  invertedLower,
  lowerTimes,
  solveLower,
  solveLowerForEach,
  solveWithFactor,
} from '../../src/dsp/cholesky.ts';
import { whiteNoise } from './signals.ts';

const rowsOf = (...rows: number[][]): Float64Array[] => rows.map((row) => new Float64Array(row));

describe('the factor of a symmetric positive definite matrix', () => {
  // L = [2; 6 1; −8 5 3].
  const matrix = rowsOf([4, 12, -16], [12, 37, -43], [-16, -43, 98]);

  test('is known in closed form, and solves', () => {
    const factor = choleskyFactor(matrix);
    expect(factor.map((row) => [...row])).toEqual([
      [2, 0, 0],
      [6, 1, 0],
      [-8, 5, 3],
    ]);
    // For x = (1, 2, 3): Lᵀ·x = (−10, 17, 9), and A·x = L·Lᵀ·x.
    const right = new Float64Array([-20, -43, 192]);
    expect([...solveLower(factor, right)]).toEqual([-10, 17, 9]);
    expect([...solveWithFactor(factor, right)]).toEqual([1, 2, 3]);
  });

  test('solves by its inverse what it solves itself', () => {
    const size = 7;
    const factor = Array.from({ length: size }, (_, i) =>
      Float64Array.from({ length: size }, (_value, j) => (j > i ? 0 : 1 + ((3 * i + 5 * j) % 4))),
    );
    const right = Float64Array.from({ length: size }, (_, i) => (i % 3) - 0.5);
    const inverse = invertedLower(factor);
    const expected = solveLower(factor, right);
    lowerTimes(inverse, right).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 9);
    });
    for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) expect(inverse[i * size + j]).toBe(0);
  });

  test('and what it solves come from the kernels as from the reference, to the last bit', () => {
    const sizes = fc.record({ size: fc.integer({ min: 1, max: 40 }), count: fc.nat(5), seed: fc.nat(99) });
    fc.assert(
      fc.property(sizes, ({ size, count, seed }) => {
        const noise = (i: number): Float64Array => Float64Array.from(whiteNoise(0.1, size, seed + i));
        // Far enough from the diagonal's own to be positive definite.
        const matrix = Array.from({ length: size }, (_, i) => noise(i).map((value, j) => (i === j ? size : value)));
        const factor = choleskyFactor(matrix);
        expect(factor).toEqual(choleskyFactorPlainly(matrix));
        const rights = Array.from({ length: count }, (_, k) => noise(100 + k));
        expect(solveLowerForEach(factor, rights)).toEqual(rights.map((right) => solveLower(factor, right)));
      }),
      { numRuns: 40 },
    );
  });

  test('is there for no other matrix', () => {
    expect(choleskyFactorPlainly(rowsOf([1, 2], [2, 1]))).toBeUndefined();
    expect(() => choleskyFactor(rowsOf([1, 2], [2, 1]))).toThrow(RangeError);
  });
});
