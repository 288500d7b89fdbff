import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowProducts, rowProductsPlainly } from '../../src/dsp/row-products.ts';
import { whiteNoise } from './signals.ts';

test('the kernel multiplies rows as the reference does, to the last bit', () => {
  const sizes = fc.record({ columns: fc.integer({ min: 1, max: 40 }), rows: fc.nat(1200), seed: fc.nat(99) });
  fc.assert(
    fc.property(sizes, ({ columns, rows, seed }) => {
      const matrix = whiteNoise(1, rows * columns, seed);
      const weights = Float64Array.from(whiteNoise(1, columns, seed + 1));
      expect(rowProducts(matrix, weights)).toEqual(rowProductsPlainly(matrix, weights));
    }),
    { numRuns: 60 },
  );
});

test('each row has its own sum', () => {
  expect([...rowProducts(Float32Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(10, 1))]).toEqual([12, 34, 56]);
});
