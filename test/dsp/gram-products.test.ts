import { expect, test } from '@jest/globals';
import { gramProducts, gramProductsPlainly } from '../../src/dsp/gram-products.ts';
import { whiteNoise } from './signals.ts';

test.each([
  ['plainly', gramProductsPlainly],
  ['fastest', gramProducts],
])('multiplies each row with each, %s', (_, products) => {
  const rows = [Float32Array.of(1, 2, 3), Float32Array.of(0, -1, 2), Float32Array.of(4, 0, 0)];
  expect([...products(rows)]).toEqual([14, 4, 4, 4, 5, 0, 4, 0, 16]);
  expect([...products([Float32Array.of(3, 4)])]).toEqual([25]);
  expect([...products([])]).toEqual([]);
});

// Lengths around those that vectors, runs and pieces of a row end at.
test.each([1, 4, 5, 255, 256, 257, 1023, 1024, 1029, 5000])(
  'the kernel agrees with the reference, rows of %i',
  (length) => {
    const rows = Array.from({ length: 5 }, (_, i) => whiteNoise(0.1 * (i + 1), length, i));
    const expected = gramProductsPlainly(rows);
    const found = gramProducts(rows);
    found.forEach((product, at) => {
      const [i, j] = [Math.floor(at / 5), at % 5];
      const scale = Math.sqrt(expected[6 * i] * expected[6 * j]);
      expect(Math.abs(product - expected[at]) / scale).toBeLessThan(1e-6);
    });
  },
);
