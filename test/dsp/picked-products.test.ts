import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pickedProducts, PlainPickedProducts } from '../../src/dsp/picked-products.ts';
import { whiteNoise } from './signals.ts';

test('the kernel multiplies the rows that are asked for as the reference does, to the last bit', () => {
  const sizes = fc.record({
    columns: fc.nat(60),
    rows: fc.integer({ min: 1, max: 40 }),
    picked: fc.array(fc.nat(999), { maxLength: 60 }),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(sizes, ({ columns, rows, picked, seed }) => {
      const matrix = Array.from({ length: rows }, (_, i) => Float64Array.from(whiteNoise(1, columns, seed + i)));
      const places = Int32Array.from(new Set(picked.map((place) => place % rows)));
      const [fast, plain] = [pickedProducts(matrix), new PlainPickedProducts(matrix)];
      for (let k = 0; k < 3; k++) {
        const vector = Float64Array.from(whiteNoise(1, columns, seed + 100 + k));
        expect(fast.of(vector, places)).toEqual(plain.of(vector, places));
      }
    }),
    { numRuns: 60 },
  );
});

test('the products come in the order that is asked for', () => {
  const products = pickedProducts([Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)]);
  expect([...products.of(Float64Array.of(1, 10), Int32Array.of(2, 0))]).toEqual([65, 21]);
});
