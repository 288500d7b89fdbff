import { expect, test } from '@jest/globals';
import { fourthRoots, fourthRootsPlainly } from '../../src/dsp/fourth-roots.ts';
import { whiteNoise } from './signals.ts';

test.each([fourthRoots, fourthRootsPlainly])('%p reads powers along straight lines', (roots) => {
  const powers = Float64Array.of(0, 16, 32, 48);
  expect([...roots(powers, Float64Array.of(0, 1, 2.5, 1 / 16))]).toEqual([0, 2, 40 ** 0.25, 1]);
});

test('the kernel takes the roots that the reference does, to the last bit', () => {
  const powers = Float64Array.from(whiteNoise(1, 300, 1), (value) => value ** 8);
  const places = Float64Array.from(whiteNoise(1, 500, 2), (value) => 149.5 + 149 * Math.tanh(value));
  expect(fourthRoots(powers, places)).toEqual(fourthRootsPlainly(powers, places));
});
