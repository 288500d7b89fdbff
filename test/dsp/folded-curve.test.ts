import { expect, test } from '@jest/globals';
import { foldedCurve, foldedCurvePlainly } from '../../src/dsp/folded-curve.ts';
import { whiteNoise } from './signals.ts';

test.each([foldedCurve, foldedCurvePlainly])('%p adds what lies at one place in the period', (folded) => {
  expect([...folded(Float32Array.of(1, 2, 3, 10, 20, 30, 100), 1, 3)]).toEqual([111, 22, 33]);
  expect([...folded(Float32Array.of(1, 2, 3, 4), 1.5, 3)]).toEqual([4, 0, 6]);
});

test('the kernel folds as the reference does, to the last bit', () => {
  const curve = whiteNoise(1, 5000, 1);
  expect(foldedCurve(curve, 0.97, 96)).toEqual(foldedCurvePlainly(curve, 0.97, 96));
});
