import { expect, test } from '@jest/globals';
import { runningSums, runningSumsPlainly } from '../../src/dsp/running-sums.ts';
import { whiteNoise } from './signals.ts';

test.each([runningSums, runningSumsPlainly])('%p begins with nothing and ends with all, column by column', (sums) => {
  expect([...sums([1, 2, 3])]).toEqual([0, 1, 3, 6]);
  expect([...sums(Float32Array.of(1, 10, 2, 20, 3, 30), 2)]).toEqual([0, 0, 1, 10, 3, 30, 6, 60]);
  expect([...sums([], 2)]).toEqual([0, 0]);
});

test.each([
  [1, 1],
  [1, 1000],
  [6, 600],
  [24, 2400],
])('rows of %d, %d numbers: the kernel adds as the reference does, to the last bit', (width, count) => {
  const values = whiteNoise(1, count, width);
  expect(runningSums(values, width)).toEqual(runningSumsPlainly(values, width));
  expect(runningSums(Float64Array.from(values), width)).toEqual(runningSumsPlainly(values, width));
});
