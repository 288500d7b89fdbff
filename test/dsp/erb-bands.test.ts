import { describe, expect, test } from '@jest/globals';
import { ERB_BANDS, erbBandsBelowNyquist } from '../../src/dsp/erb-bands.ts';

describe('ERB bands', () => {
  test('meet at their edges and rise', () => {
    for (let i = 1; i < ERB_BANDS.length; i++) expect(ERB_BANDS[i].lowHz).toBeCloseTo(ERB_BANDS[i - 1].highHz, 9);
    expect(ERB_BANDS[0].centreHz).toBeCloseTo(26, 0);
    expect(ERB_BANDS.at(-1)?.centreHz).toBeGreaterThan(18_000);
  });

  test('are as wide as the formula of Glasberg and Moore says: 132.6 Hz at 1 kHz', () => {
    for (const { centreHz, lowHz, highHz } of ERB_BANDS) {
      // Half an ERB to both sides of the integral is the bandwidth at the centre, but for the curvature in between.
      expect((highHz - lowHz) / (24.7 * (1 + 0.00437 * centreHz))).toBeCloseTo(1, 2);
    }
    const atOneKilohertz = ERB_BANDS.find(({ lowHz, highHz }) => lowHz < 1000 && highHz > 1000);
    expect((atOneKilohertz?.highHz ?? 0) - (atOneKilohertz?.lowHz ?? 0)).toBeGreaterThan(120);
    expect((atOneKilohertz?.highHz ?? 0) - (atOneKilohertz?.lowHz ?? 0)).toBeLessThan(145);
  });

  test('end below Nyquist', () => {
    expect(erbBandsBelowNyquist(44_100)).toHaveLength(41);
    expect(erbBandsBelowNyquist(22_050).at(-1)?.centreHz).toBeLessThan(11_025);
  });
});
