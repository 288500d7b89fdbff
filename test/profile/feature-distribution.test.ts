import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FeatureRow } from '../../src/analysis/feature-catalogue.ts';
import { bandReach, distributionOf } from '../../src/profile/feature-distribution.ts';
import { quantileOfSorted, robustSpread } from '../../src/profile/robust-statistics.ts';
import { normalDraws } from '../synthetic-analyses.ts';

const FEATURE: FeatureRow = {
  id: 'test.level',
  group: 'tone',
  label: 'Level',
  unit: 'dB',
  scope: 'whole',
  jnd: 1e-3,
  source: 'test',
  tooLow: 'too low',
  tooHigh: 'too high',
  levers: [],
  meaning: 'A level.',
};

/** Hundredths, as no real measurement differs by less than a rounding error. */
const values = fc.array(
  fc.integer({ min: -10_000, max: 10_000 }).map((hundredths) => hundredths / 100),
  { minLength: 1, maxLength: 60 },
);

describe('bands', () => {
  test.each([4, 6, 8, 14, 20, 30, 60])('%d normal references: 86 %% of tracks to come lie inside', (count) => {
    const normal = normalDraws(count);
    const trials = 4000;
    let inside = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { band } = distributionOf(FEATURE, 'whole', Array.from({ length: count }, normal));
      const next = normal();
      if (next >= band[0] && next <= band[1]) inside++;
    }
    // Three standard errors of the count are 1.6 %.
    expect(inside / trials).toBeGreaterThan(0.835);
    expect(inside / trials).toBeLessThan(0.885);
  });

  test('the reach falls with the number of references, to 1.476', () => {
    for (let count = 4; count < 200; count++) expect(bandReach(count + 1)).toBeLessThan(bandReach(count));
    expect(bandReach(1e9)).toBeCloseTo(1.476, 6);
    expect(bandReach(1)).toBe(bandReach(4));
  });

  test('holds the median, is never narrower than the just-noticeable difference, and the spread is never 0', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 10, noNaN: true }), (drawn, jnd) => {
        const { median, band, spread } = distributionOf({ ...FEATURE, jnd }, 'whole', drawn);
        expect(spread).toBeGreaterThanOrEqual(jnd / 2);
        expect(median - band[0]).toBeGreaterThanOrEqual(jnd * (1 - 1e-9));
        expect(band[1] - median).toBeGreaterThanOrEqual(jnd * (1 - 1e-9));
      }),
    );
  });

  test('moves and stretches with the values', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 2, max: 9 }), (drawn, shift, factor) => {
        const plain = distributionOf(FEATURE, 'whole', drawn);
        const moved = distributionOf(
          { ...FEATURE, jnd: FEATURE.jnd * factor },
          'whole',
          drawn.map((value) => factor * value + shift),
        );
        expect(moved.spread).toBeCloseTo(factor * plain.spread, 6);
        plain.band.forEach((edge, i) => expect(moved.band[i]).toBeCloseTo(factor * edge + shift, 6));
      }),
    );
  });

  test('the order of the values does not matter', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        expect(distributionOf(FEATURE, 'whole', [...drawn].reverse())).toEqual(distributionOf(FEATURE, 'whole', drawn));
      }),
    );
  });

  test('a borrowed spread counts as four references', () => {
    const drawn = [-1, 0, 1, 2];
    const own = robustSpread(drawn);
    expect(distributionOf(FEATURE, 'whole', drawn, 5).spread).toBeCloseTo(Math.sqrt((own ** 2 + 25) / 2), 12);
  });
});

describe('robust statistics', () => {
  test('spread is 1.4826 MAD with the small-sample factor, by hand', () => {
    // Deviations from 3: 2 1 0 1 97 → median 1; factor for 5 values 1.206.
    expect(robustSpread([1, 2, 3, 4, 100])).toBeCloseTo(1.4826 * 1.206, 12);
    // Median 2.5, deviations 1.5 0.5 0.5 1.5 → median 1; factor for 4 values 1.363.
    expect(robustSpread([1, 2, 3, 4])).toBeCloseTo(1.4826 * 1.363, 12);
    expect(robustSpread([7])).toBe(0);
    expect(robustSpread([7, 7, 7])).toBe(0);
  });

  test('where most values are equal the mean deviation steps in', () => {
    expect(robustSpread([0, 0, 0, 0, 5])).toBeCloseTo(Math.sqrt(Math.PI / 2), 12);
  });

  test('the search that finds the MAD agrees with sorting, for any values', () => {
    const middle = (sorted: number[]): number => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 10, maxLength: 40 }), (drawn) => {
        const sorted = [...drawn].sort((a, b) => a - b);
        const centre = middle(sorted);
        const mad = middle(sorted.map((value) => Math.abs(value - centre)).sort((a, b) => a - b));
        fc.pre(mad > 0);
        expect(robustSpread(sorted)).toBeCloseTo((1.4826 * mad * drawn.length) / (drawn.length - 0.8), 9);
      }),
    );
  });

  test('quantiles of type 6 by hand, held at the extremes', () => {
    expect(quantileOfSorted([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantileOfSorted([10, 20, 30, 40], 0.25)).toBe(12.5);
    expect(quantileOfSorted([10, 20, 30, 40], 0.01)).toBe(10);
    expect(quantileOfSorted([10, 20, 30, 40], 0.99)).toBe(40);
  });
});
