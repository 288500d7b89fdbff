import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FEATURES } from '../../src/analysis/features.ts';
import { referenceTable, rowValues, type ReferenceTable } from '../../src/profile/reference-table.ts';
import { distancesLeftOut, styleAxes, styleDistance } from '../../src/profile/style-score.ts';
import { syntheticLibrary } from '../synthetic-analyses.ts';

/** A library some of whose values are equal, and some missing. */
function tableOf(count: number, seed: number): ReferenceTable {
  const { columns, rows } = referenceTable(syntheticLibrary(count, seed), FEATURES);
  const changed = rows.map((row, i) =>
    row.map((value, column) =>
      (i * 3 + column * 7 + seed) % 11 === 0 ? NaN : column % 4 === 0 ? Math.round(value) : value,
    ),
  );
  return { columns, rows: changed };
}

describe('distances left out', () => {
  test('are those from the style that the others alone make', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 24 }), fc.integer({ min: 0, max: 1000 }), (count, seed) => {
        const table = tableOf(count, seed);
        const expected = table.rows.map((row, i) => {
          const others = { columns: table.columns, rows: table.rows.filter((_, other) => other !== i) };
          return styleDistance(styleAxes(others), rowValues(table, row));
        });
        distancesLeftOut(table).forEach((distance, i) => expect(distance).toBeCloseTo(expected[i] ?? NaN, 12));
      }),
      { numRuns: 10 },
    );
  });

  test('a single reference has none', () => {
    expect(distancesLeftOut(tableOf(1, 2))).toEqual([undefined]);
  });
});
