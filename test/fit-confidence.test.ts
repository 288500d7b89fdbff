import { describe, expect, test } from '@jest/globals';
import { fitCalibration } from '../scripts/fit-confidence/calibration.ts';
import { randomNumbers } from './fixes/synthetic-mix.ts';

/** Fixes of which what is said is off by a known law. */
function fixesOf(count: number, came: (logOdds: number) => number): { chance: number; improved: boolean }[] {
  const random = randomNumbers(3);
  return Array.from({ length: count }, () => {
    const logOdds = 6 * random() - 3;
    return { chance: 1 / (1 + Math.exp(-logOdds)), improved: random() < came(logOdds) };
  });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('fitCalibration', () => {
  test.each([
    [0, 1],
    [1, 0.5],
    [-0.8, 1.4],
  ])('finds an offset of %d and a slope of %d again', (offset, slope) => {
    const found = fitCalibration(fixesOf(8000, (x) => sigmoid(offset + slope * x)));
    expect(Math.abs(found.offset - offset)).toBeLessThan(0.1);
    expect(Math.abs(found.slope - slope)).toBeLessThan(0.1);
    expect(found.stated(0.5)).toBeCloseTo(sigmoid(found.offset), 6);
  });

  test('few fixes that all came make no certainty, and none change nothing', () => {
    const few = fitCalibration(fixesOf(5, () => 1));
    expect(few.stated(0.9)).toBeLessThan(0.999);
    expect(few.stated(0.9)).toBeGreaterThan(0.6);
    expect(fitCalibration([]).stated(0.3)).toBeCloseTo(0.3, 6);
  });
});
