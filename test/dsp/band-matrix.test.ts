import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bandMatrix, plainBandMatrix, type SparseRows } from '../../src/dsp/band-matrix.ts';
import { whiteNoise } from './signals.ts';

/** Three columns of every fourth row, two of every second one, and two of each. */
function partsOf(rows: number, seed: number): SparseRows[] {
  const values = (width: number, every: number): Float32Array =>
    whiteNoise(1, width * Math.ceil(rows / every), seed + every);
  return [
    { values: values(3, 4), width: 3, every: 4, from: 0, to: 3, shift: 0 },
    { values: values(5, 2), width: 5, every: 2, from: 3, to: 5, shift: 0 },
    { values: values(2, 1), width: 2, every: 1, from: 5, to: 7, shift: 5 },
  ];
}

test('the kernel joins rows and halves differences as the reference does, to the last bit', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(99), (rows, seed) => {
      const joined = bandMatrix().join(rows, 7, partsOf(rows, seed));
      expect(joined).toEqual(plainBandMatrix.join(rows, 7, partsOf(rows, seed)));
      const other = whiteNoise(1, joined.length, seed);
      expect(bandMatrix().halfDifferences(joined, other)).toEqual(plainBandMatrix.halfDifferences(joined, other));
    }),
    { numRuns: 60 },
  );
});

test('between two sparse rows lies a straight line, behind the last one the last', () => {
  const parts = [{ values: Float32Array.of(0, 4), width: 1, every: 4, from: 0, to: 1, shift: 0 }];
  expect([...bandMatrix().join(7, 1, parts)]).toEqual([0, 1, 2, 3, 4, 4, 4]);
});
