import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  linearRegression,
  mean,
  median,
  medianAbsoluteDeviation,
  percentileRank,
  quantile,
  quantiles,
  standardDeviation,
} from '../../src/dsp/statistics.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('statistics', () => {
  test('of small samples are what a pencil gives', () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(standardDeviation(sample)).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(median(sample)).toBe(4.5);
    expect(median([3, 1, 2])).toBe(2);
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(percentileRank(sample, 4)).toBe((100 * 2.5) / 8);
    expect(percentileRank(sample, 100)).toBe(100);
    expect(percentileRank(sample, -1)).toBe(0);
  });

  test('quantiles are of type 7', () => {
    expect(quantiles([1, 2, 3, 4], [0.1, 0.25, 0.5, 0.75, 0.9])).toEqual(
      [1.3, 1.75, 2.5, 3.25, 3.7].map((v) => expect.closeTo(v, 12)),
    );
    expect(quantile([7], 0.3)).toBe(7);
    expect(quantile([-Infinity, -Infinity, 0], 0.25)).toBe(-Infinity);
    expect(quantile([1, 2], 1.5)).toBe(2);
  });

  test('one quantile is the same as among several', () => {
    const withTies = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(values, withTies), fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
        expect(quantile(sample, share) + 0).toBe(quantiles(sample, [share])[0] + 0);
      }),
    );
  });

  test('quantiles rise with their share and stay inside the sample', () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, a, b) => {
          const [low, high] = quantiles(sample, [Math.min(a, b), Math.max(a, b)]);
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(Math.min(...sample));
          expect(high).toBeLessThanOrEqual(Math.max(...sample));
        },
      ),
    );
  });

  test('have no value without values, nor with one that is not a number', () => {
    for (const sample of [[], [1, NaN, 2]]) {
      expect(mean(sample)).toBeNaN();
      expect(standardDeviation(sample)).toBeNaN();
      expect(median(sample)).toBeNaN();
      expect(quantile(sample, 0.9)).toBeNaN();
      expect(medianAbsoluteDeviation(sample)).toBeNaN();
      expect(percentileRank(sample, 1)).toBeNaN();
      expect(linearRegression(sample, sample)).toEqual({ slope: NaN, intercept: NaN, rSquared: NaN });
    }
    expect(percentileRank([1, 2], NaN)).toBeNaN();
  });

  test('have no spread with one value', () => {
    expect(standardDeviation([3])).toBe(0);
    expect(medianAbsoluteDeviation([3])).toBe(0);
  });
});

describe('linearRegression', () => {
  test('finds a line again', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (slope, intercept) => {
        const x = [0, 1, 2, 5, 9];
        const line = linearRegression(
          x,
          x.map((value) => slope * value + intercept),
        );
        expect(line.slope).toBeCloseTo(slope, 9);
        expect(line.intercept).toBeCloseTo(intercept, 9);
        expect(line.rSquared).toBeCloseTo(1, 9);
      }),
    );
  });

  test('explains nothing of a symmetric cross, and goes level through a single point', () => {
    expect(linearRegression([0, 1, 0, 1], [0, 1, 1, 0])).toEqual({ slope: 0, intercept: 0.5, rSquared: 0 });
    expect(linearRegression([4], [7])).toEqual({ slope: 0, intercept: 7, rSquared: 1 });
  });
});
