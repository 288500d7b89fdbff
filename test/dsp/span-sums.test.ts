import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spanSums, spanSumsPlainly } from '../../src/dsp/span-sums.ts';
import { whiteNoise } from './signals.ts';

test('the kernel sums spans as the reference does, to the last bit', () => {
  const cases = fc.record({
    rows: fc.nat(5000),
    columns: fc.integer({ min: 1, max: 40 }),
    every: fc.integer({ min: 1, max: 400 }),
    length: fc.nat(900),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(cases, ({ rows, columns, every, length, seed }) => {
      const matrix = whiteNoise(1, rows * columns, seed);
      const from = Int32Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every);
      const until = from.map((start) => Math.min(rows, start + length));
      expect(spanSums(matrix, columns, from, until)).toEqual(spanSumsPlainly(matrix, columns, from, until));
    }),
    { numRuns: 40 },
  );
});

test('each span has its own sums, and an empty one none', () => {
  const matrix = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40);
  const sums = spanSums(matrix, 2, Int32Array.of(0, 1, 2, 3), Int32Array.of(2, 4, 2, 4));
  expect([...sums]).toEqual([3, 30, 9, 90, 0, 0, 4, 40]);
});
