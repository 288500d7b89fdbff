import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { neighboursOnKernel } from '../../src/dsp/kernels/wasm-select-rank.ts';
import { mean, median, neighbours, percentileRank, quantile, standardDeviation } from '../../src/dsp/statistics.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('statistics', () => {
  test('of small samples are what a pencil gives', () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(standardDeviation(sample)).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(median(sample)).toBe(4.5);
    expect(median([3, 1, 2])).toBe(2);
    expect(percentileRank(sample, 4)).toBe((100 * 2.5) / 8);
    expect(percentileRank(sample, 100)).toBe(100);
    expect(percentileRank(sample, -1)).toBe(0);
  });

  test('quantiles are of type 7', () => {
    expect([0.1, 0.25, 0.5, 0.75, 0.9].map((share) => quantile([1, 2, 3, 4], share))).toEqual(
      [1.3, 1.75, 2.5, 3.25, 3.7].map((v) => expect.closeTo(v, 12)),
    );
    expect(quantile([7], 0.3)).toBe(7);
    expect(quantile([-Infinity, -Infinity, 0], 0.25)).toBe(-Infinity);
    expect(quantile([1, 2], 1.5)).toBe(2);
  });

  test('a quantile is the same as by sorting', () => {
    const withTies = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(values, withTies), fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
        expect(quantile(sample, share) + 0).toBe(bySorting(sample, share) + 0);
      }),
    );
  });

  test('a rank is selected on the kernels as in the reference', () => {
    const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 5 })), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.nat(), (sample, at) => {
        const rank = at % sample.length;
        expect(neighboursOnKernel(sample, rank)).toEqual(neighbours(sample, rank));
      }),
    );
    expect(neighboursOnKernel([3, NaN, 1], 1)).toEqual([NaN, NaN]);
    expect(
      quantile(
        Float64Array.from({ length: 101 }, (_, i) => (i * 37) % 101),
        0.25,
      ),
    ).toBe(25);
    expect(quantile(new Float32Array(60).fill(1, 0, 59).fill(NaN, 59), 0)).toBeNaN();
  });

  test('quantiles rise with their share and stay inside the sample', () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, a, b) => {
          const [low, high] = [quantile(sample, Math.min(a, b)), quantile(sample, Math.max(a, b))];
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
      expect(percentileRank(sample, 1)).toBeNaN();
    }
    expect(percentileRank([1, 2], NaN)).toBeNaN();
  });

  test('have no spread with one value', () => {
    expect(standardDeviation([3])).toBe(0);
  });
});

function bySorting(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position - Math.floor(position));
}
