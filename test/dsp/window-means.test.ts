import { expect, test } from '@jest/globals';
import { windowMeans, windowMeansPlainly } from '../../src/dsp/window-means.ts';
import { whiteNoise } from './signals.ts';

test.each([windowMeans, windowMeansPlainly])('%p are of whole windows, and exactly nothing in silence', (means) => {
  expect([...means([1, 2, 3, 4, 5], 2, 1)]).toEqual([1.5, 2.5, 3.5, 4.5]);
  expect([...means([1, 2, 3, 4, 5], 3, 2)]).toEqual([2, 4]);
  expect([...means([0.1, 0.2, 0.3, 0, 0, 0], 3, 1)].slice(-1)).toEqual([0]);
  expect([...means([1, 2], 3, 1)]).toEqual([]);
});

test.each([
  [40, 1],
  [40, 10],
  [7, 9],
])('windows of %d every %d: the kernel adds as the reference does, to the last bit', (length, step) => {
  const values = Float64Array.from(whiteNoise(1, 1003, length), Math.abs);
  expect(windowMeans(values, length, step)).toEqual(windowMeansPlainly(values, length, step));
});
