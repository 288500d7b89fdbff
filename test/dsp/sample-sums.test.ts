import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDifferences, addDifferencesPlainly, addSamples, addSamplesPlainly } from '../../src/dsp/sample-sums.ts';
import { whiteNoise } from './signals.ts';

/** Up to two and a half chunks of the kernels. */
const lengths = fc.record({ frames: fc.oneof(fc.nat(40), fc.nat(20_000)), seed: fc.nat(99) });

test('the kernels add samples as the reference does, to the last bit', () => {
  fc.assert(
    fc.property(lengths, ({ frames, seed }) => {
      const [one, other] = [whiteNoise(1, frames, seed), whiteNoise(1e-3, frames, seed + 1)];
      const [fast, plain] = [one.slice(), one.slice()];
      addSamples(fast, other);
      addSamplesPlainly(plain, other);
      expect(fast).toEqual(plain);
    }),
    { numRuns: 12 },
  );
});

test('and differences', () => {
  fc.assert(
    fc.property(lengths, ({ frames, seed }) => {
      const [one, after, before] = [1, 1, 1e-3].map((rms, i) => whiteNoise(rms, frames, seed + i));
      const [fast, plain] = [one.slice(), one.slice()];
      addDifferences(fast, after, before);
      addDifferencesPlainly(plain, after, before);
      expect(fast).toEqual(plain);
    }),
    { numRuns: 12 },
  );
});

test('a sum is changed by what is more than before', () => {
  const sum = Float32Array.of(1, 2, 3);
  addDifferences(sum, Float32Array.of(5, 5, 5), Float32Array.of(4, 5, 7));
  addSamples(sum, Float32Array.of(10, 20, 30));
  expect([...sum]).toEqual([12, 22, 31]);
});
