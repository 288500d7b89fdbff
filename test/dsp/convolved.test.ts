import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { convolved, convolvedPlainly } from '../../src/dsp/convolved.ts';
import { whiteNoise } from './signals.ts';

test('the kernels convolve as the reference does, to the last bit', () => {
  const signals = fc.record({
    frames: fc.oneof(fc.nat(100), fc.nat(3000)),
    length: fc.constantFrom(16, 32, 128),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(signals, ({ frames, length, seed }) => {
      const impulse = Float64Array.from(whiteNoise(0.2, length, seed));
      const [left, right] = [whiteNoise(0.3, frames, seed + 1), whiteNoise(0.3, frames, seed + 2)];
      expect(convolved(left, right, impulse)).toEqual(convolvedPlainly(left, right, impulse));
    }),
    { numRuns: 40 },
  );
});

test('an impulse in its middle leaves a signal as it is, and one beside it moves it by a sample', () => {
  const left = Float32Array.from({ length: 100 }, (_, n) => n % 7);
  const right = left.map((value) => -value);
  const impulse = new Float64Array(16);
  impulse[8] = 1;
  const [same, mirrored] = convolved(left, right, impulse);
  same.forEach((value, n) => expect(value).toBeCloseTo(left[n], 5));
  mirrored.forEach((value, n) => expect(value).toBeCloseTo(right[n], 5));
  impulse.fill(0)[9] = 1;
  const [later] = convolved(left, right, impulse);
  later.forEach((value, n) => expect(value).toBeCloseTo(n === 0 ? 0 : left[n - 1], 5));
});
