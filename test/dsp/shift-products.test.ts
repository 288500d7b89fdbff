import { expect, test } from '@jest/globals';
import { shiftProducts, shiftProductsPlainly } from '../../src/dsp/shift-products.ts';
import { whiteNoise } from './signals.ts';

test.each([shiftProducts, shiftProductsPlainly])('%p finds where one sequence lies in another', (products) => {
  const one = Float64Array.of(1, -2, 3);
  const other = Float64Array.of(0, 0, 0, 1, -2, 3, 0);
  expect([...products(one, other)]).toEqual([0, 3, -8, 14, -8]);
});

test.each([
  [7, 7],
  [100, 121],
  [33, 90],
])('%d against %d numbers: the kernel multiplies as the reference does, to the last bit', (count, others) => {
  const [one, other] = [Float64Array.from(whiteNoise(1, count, 1)), Float64Array.from(whiteNoise(1, others, 2))];
  expect(shiftProducts(one, other)).toEqual(shiftProductsPlainly(one, other));
});
