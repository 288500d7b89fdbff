import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FeatureRow } from '../../src/analysis/feature-catalogue.ts';
import { FEATURES } from '../../src/analysis/features.ts';
import { referenceTable, type ReferenceTable } from '../../src/profile/reference-table.ts';
import { styleMap } from '../../src/profile/style-map.ts';
import { styleMeans, syntheticLibrary } from '../synthetic-analyses.ts';

const BRIGHT = { means: styleMeans(150, { stereo: 4, bright: 5, bass: 4, loudness: 4, pumping: 4 }) };
const DARK = { means: styleMeans(126, { stereo: -4, bright: -5, bass: -4, loudness: -4, pumping: -4 }) };

function tableOf(library: ReturnType<typeof syntheticLibrary>): ReferenceTable {
  return referenceTable(library, FEATURES);
}

describe('styleMap', () => {
  const table = tableOf([...syntheticLibrary(9, 1, BRIGHT, 'a'), ...syntheticLibrary(9, 2, DARK, 'b')]);
  const map = styleMap(table);

  test('puts a track of the library where it lies already', () => {
    table.rows.forEach((row, i) => {
      expect(map.placeOf(row)[0]).toBeCloseTo(map.points[i][0], 9);
      expect(map.placeOf(row)[1]).toBeCloseTo(map.points[i][1], 9);
    });
  });

  test('parts two styles along its first axis, which says what they differ in', () => {
    const [first, second] = [map.points.slice(0, 9), map.points.slice(9)].map((points) => points.map(([x]) => x));
    const isParted = Math.min(...first) > Math.max(...second) || Math.max(...first) < Math.min(...second);
    expect(isParted).toBe(true);
    const end = first[0] > second[0] ? map.axes[0].high : map.axes[0].low;
    expect(end).toMatch(/brighter|wider|faster/);
    expect(map.axes[0].explained).toBeGreaterThan(map.axes[1].explained);
  });

  test('is the plane of least squares: no other pair of directions holds more of the variance', () => {
    // Along three features that do not go together, with variances 9 : 4 : 1 in the map's own weights.
    const features = ['tone.brightness', 'stereo.width', 'loudness.integrated'].map(
      (id) => FEATURES.find((feature) => feature.id === id) as FeatureRow,
    );
    const columns = features.map((feature) => ({ feature, scope: 'whole' }));
    const rows = Array.from({ length: 8 }, (_, i) =>
      Float64Array.of(i & 1, i & 2, i & 4).map((bit) => (bit === 0 ? -1 : 1)),
    );
    const { axes, points } = styleMap({ columns, rows });
    expect(axes[0].explained + axes[1].explained).toBeCloseTo(2 / 3, 6);
    const dot = points.reduce((sum, [x, y]) => sum + x * y, 0);
    expect(dot).toBeCloseTo(0, 9);
  });

  test('one library gives one map, and a track without values lies where the medians are', () => {
    expect(styleMap(table)).toMatchObject({ points: map.points, axes: map.axes });
    const nothing = map.placeOf(table.columns.map(() => NaN));
    expect(nothing.every(Number.isFinite)).toBe(true);
  });

  test('equal tracks, and a single one, have no directions: all lie in the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (count) => {
        const same = styleMap({ ...table, rows: Array.from({ length: count }, () => table.rows[0]) });
        expect(same.points).toEqual(Array.from({ length: count }, () => [0, 0]));
        expect(same.axes[0]).toEqual({ low: '', high: '', explained: 0 });
        expect(same.placeOf(table.rows[1])).toEqual([0, 0]);
      }),
      { numRuns: 4 },
    );
  });
});
