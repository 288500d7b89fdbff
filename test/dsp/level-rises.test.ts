import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { levelRises, plainLevelRises } from '../../src/dsp/level-rises.ts';
import { whiteNoise } from './signals.ts';

const sizes = fc.record({ count: fc.nat(900), reach: fc.integer({ min: 1, max: 4 }), seed: fc.nat(99) });

test('the kernel rises as the reference does, to the rounding of single precision', () => {
  fc.assert(
    fc.property(sizes, ({ count, reach, seed }) => {
      const envelope = whiteNoise(1, count, seed).map((value) => value ** 4);
      const [rises, expected] = [levelRises(), plainLevelRises].map((own) => own.of(envelope, reach, 1e-6));
      expect(rises).toHaveLength(count);
      rises.forEach((rise, i) => expect(Math.abs(rise - expected[i])).toBeLessThan(2e-6));
    }),
    { numRuns: 60 },
  );
});

test('the kernel finds the same highest places, of equal values the last', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 9 }), ({ count, seed }, distance) => {
      // Few different values, so that many are equal.
      const values = whiteNoise(1, count, seed).map((value) => Math.round(4 * value));
      expect(levelRises().highest(values, 1, distance)).toEqual(plainLevelRises.highest(values, 1, distance));
    }),
    { numRuns: 60 },
  );
  const values = Float32Array.of(0, 2, 2, 0, NaN, 0, 3, 0, 0, 0, 5);
  expect([...plainLevelRises.highest(values, 1, 2)]).toEqual([2, 6]);
  expect([...levelRises().highest(values, 1, 2)]).toEqual([2, 6]);
});

test('a step of level rises by its size, a steady level not at all', () => {
  const step = Float32Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 4));
  for (const own of [levelRises(), plainLevelRises]) {
    const rise = own.of(step, 2, 1e-9);
    expect(rise[20]).toBeCloseTo(Math.log(4), 5);
    // The first blocks rise out of the silence before them.
    expect(Math.max(...rise.subarray(4, 16), ...rise.subarray(25))).toBe(0);
  }
});
