import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addRows, addRowsPlainly } from '../../src/dsp/row-sums.ts';
import { whiteNoise } from './signals.ts';

test('the kernel adds rows as the reference does, to the last bit', () => {
  const sizes = fc.record({ columns: fc.integer({ min: 1, max: 40 }), rows: fc.nat(700), first: fc.nat(9) });
  fc.assert(
    fc.property(sizes, ({ columns, rows, first }) => {
      const matrix = whiteNoise(1, (first + rows) * columns, 3);
      const start = Float64Array.from({ length: columns }, (_, column) => column / 7);
      const [sums, expected] = [start.slice(), start.slice()];
      addRows(sums, matrix, first, first + rows);
      addRowsPlainly(expected, matrix, first, first + rows);
      expect(sums).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('rows wider than what the kernel takes at a time are added, too', () => {
  const matrix = whiteNoise(1, 9 * 5001, 4);
  const [sums, expected] = [new Float64Array(5001), new Float64Array(5001)];
  addRows(sums, matrix, 0, 9);
  addRowsPlainly(expected, matrix, 0, 9);
  expect(sums).toEqual(expected);
});
