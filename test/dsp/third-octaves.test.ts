import { describe, expect, test } from '@jest/globals';
import { binWeights, THIRD_OCTAVES, thirdOctavesBelowNyquist } from '../../src/dsp/third-octaves.ts';

describe('THIRD_OCTAVES', () => {
  test('are the 30 bands from 25 Hz to 20 kHz, exact centres within 2 % of the nominal ones', () => {
    expect(THIRD_OCTAVES).toHaveLength(30);
    expect(THIRD_OCTAVES.map((band) => band.id)).toEqual(
      expect.arrayContaining(['25', '31.5', '200', '1250', '20000']),
    );
    for (const band of THIRD_OCTAVES) expect(Math.abs(band.centreHz / band.nominalHz - 1)).toBeLessThan(0.02);
    expect(THIRD_OCTAVES.find((band) => band.id === '1000')?.centreHz).toBe(1000);
    expect(THIRD_OCTAVES.find((band) => band.id === '100')?.centreHz).toBeCloseTo(100, 10);
  });

  test('meet at their edges', () => {
    for (let i = 1; i < THIRD_OCTAVES.length; i++) {
      expect(THIRD_OCTAVES[i].lowHz / THIRD_OCTAVES[i - 1].highHz).toBeCloseTo(1, 12);
    }
  });

  test('end below Nyquist', () => {
    expect(thirdOctavesBelowNyquist(44100)).toHaveLength(30);
    expect(thirdOctavesBelowNyquist(22050).at(-1)?.id).toBe('10000');
  });
});

describe('binWeights', () => {
  test.each([22050, 44100, 48000, 96000])('add up to one per bin and to the width of each band at %d Hz', (rate) => {
    const size = 4096;
    const total = new Float64Array(size / 2 + 1);
    for (const band of thirdOctavesBelowNyquist(rate)) {
      const { firstBin, weights } = binWeights(band, size, rate);
      weights.forEach((weight, i) => (total[firstBin + i] += weight));
      const width = Math.min(band.highHz, rate / 2 + rate / size / 2) - band.lowHz;
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo((width * size) / rate, 9);
    }
    const first = Math.ceil((THIRD_OCTAVES[0].lowHz * size) / rate + 0.5);
    const last = Math.min(size / 2, Math.floor((THIRD_OCTAVES[29].highHz * size) / rate - 0.5));
    const inside = thirdOctavesBelowNyquist(rate).length === 30 ? last : 900;
    for (let bin = first; bin <= inside; bin++) expect(total[bin]).toBeCloseTo(1, 9);
  });

  test('are none above Nyquist', () => {
    expect(binWeights({ lowHz: 30000, highHz: 40000 }, 4096, 44100).weights).toHaveLength(0);
  });
});
