import { describe, expect, test } from '@jest/globals';
import { LoudnessOverTime } from '../../src/analysis/loudness-over-time.ts';

/** Ten seconds at −23 LUFS, ten at −33, as powers of 10 ms. */
const [LOUD, QUIET] = [-23, -33].map((lufs) => 10 ** ((lufs + 0.691) / 10));
const POWER = Float64Array.from({ length: 2000 }, (_, i) => (i < 1000 ? LOUD : QUIET));

describe('loudness over time', () => {
  const loudness = new LoudnessOverTime(POWER);

  test('between two moments is the mean power', () => {
    expect(loudness.between(0, 10)).toBeCloseTo(-23, 6);
    expect(loudness.between(12, 13)).toBeCloseTo(-33, 6);
    expect(loudness.between(0, 20)).toBeCloseTo(-23 + 10 * Math.log10(0.55), 6);
  });

  test('outside the track, and in silence, is −70', () => {
    expect(loudness.between(25, 30)).toBe(-70);
    expect(loudness.between(5, 5)).toBe(-70);
    expect(new LoudnessOverTime(new Float64Array(100)).between(0, 1)).toBe(-70);
  });

  test('has two curves at 10 Hz that change over within their windows, in hundredths', () => {
    const { hopSeconds, momentaryLufs, shortTermLufs } = loudness.curves();
    expect(hopSeconds).toBe(0.1);
    expect([momentaryLufs.length, shortTermLufs.length]).toEqual([200, 200]);
    expect([momentaryLufs[97], momentaryLufs[103]]).toEqual([-23, -33]);
    expect([shortTermLufs[84], shortTermLufs[116]]).toEqual([-23, -33]);
    expect(shortTermLufs[100]).toBe(-25.6);
  });

  test('of nothing has no points', () => {
    expect(new LoudnessOverTime([]).curves()).toEqual({ hopSeconds: 0.1, momentaryLufs: [], shortTermLufs: [] });
  });
});
