import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sharedRows, sharedRowsPlainly } from '../../src/dsp/shared-rows.ts';
import { whiteNoise } from './signals.ts';

test('the kernel shares rows out as the reference does, to the last bit', () => {
  const cases = fc.record({
    count: fc.nat(300),
    columns: fc.integer({ min: 1, max: 40 }),
    rows: fc.nat(60),
    hopSeconds: fc.double({ min: 0.01, max: 3, noNaN: true }),
    rowSeconds: fc.double({ min: 0.05, max: 2, noNaN: true }),
    startSeconds: fc.double({ min: -2, max: 2, noNaN: true }),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(cases, ({ count, columns, rows, hopSeconds, rowSeconds, startSeconds, seed }) => {
      const matrix = whiteNoise(1, count * columns, seed);
      const short = { rows: count, firstSeconds: 0.1, hopSeconds };
      const columnTo = Int32Array.from({ length: columns }, (_, column) => column % 7);
      const longer = { rows, startSeconds, rowSeconds, width: 7, columnTo };
      expect(sharedRows(matrix, short, longer)).toEqual(sharedRowsPlainly(matrix, short, longer));
    }),
    { numRuns: 60 },
  );
});

test('a row that a border cuts counts on both sides, and what lies outside not at all', () => {
  // Hops of a second around 0, 1, 2, 3 and 4 s; one row, from 1 s to 3 s.
  const short = { rows: 5, firstSeconds: 0, hopSeconds: 1 };
  const longer = { rows: 1, startSeconds: 1, rowSeconds: 2, width: 2, columnTo: Int32Array.of(0, 1, 0) };
  const matrix = Float32Array.of(1, 1, 1, 2, 20, 200, 4, 40, 400, 8, 80, 800, 16, 16, 16);
  // Half of hop 1, all of hop 2, half of hop 3.
  expect([...sharedRows(matrix, short, longer)]).toEqual([101 + 404 + 404, 10 + 40 + 40]);
  expect(sharedRows(new Float32Array(0), { ...short, rows: 0 }, longer)).toEqual(new Float32Array(2));
});
