import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quickLog } from '../../src/dsp/quick-log.ts';

test('the quick logarithm is the logarithm to a ten-millionth, at every size', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -100, max: 100 }), (mantissa, power) => {
      const x = mantissa * 2 ** power;
      // Single precision alone is worth 6·10⁻⁸.
      expect(Math.abs(quickLog(x) - Math.log(x))).toBeLessThan(1e-7);
    }),
  );
  expect(quickLog(1)).toBe(0);
});
