import { describe, expect, test } from '@jest/globals';
import { trackCurves } from '../../src/analysis/curves.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { BeatGrid } from '../../src/store/analysis-document.ts';
import { joined, RATE_HZ, sine, stereo } from './signals.ts';

const GRID: BeatGrid = {
  tempoBpm: 120,
  confidence: 1,
  firstDownbeatSeconds: 0,
  beatsPerBar: 4,
  steady: true,
  kind: 'steady',
  tempoChanges: [],
};

/** Two bars of 80 Hz, two of silence, two of 2 kHz at a tenth of the amplitude: 12 seconds. */
const FRAMES = measureSignalFrames(
  stereo(joined(sine(80, 4, 0.5), new Float32Array(4 * RATE_HZ), sine(2000, 4, 0.05))),
);

describe('curves', () => {
  const { loudness, truePeaks, perBar } = trackCurves(FRAMES, GRID);

  test('follow loudness ten times a second, down to −70 in silence', () => {
    expect(loudness.hopSeconds).toBe(0.1);
    for (const curve of [loudness.shortTermLufs, loudness.momentaryLufs]) {
      expect(curve).toHaveLength(120);
      expect(curve[60]).toBeLessThan(-60);
      expect(curve[20]).toBeGreaterThan(-9);
      // 2 kHz at −26 dBFS in both channels, raised by 2.6 dB by the K filter's shelf.
      expect(curve[100]).toBeCloseTo(-26.02 - 0.69 + 2.6, 0);
    }
    // A second after the bass ends it is still in the window of 3 s, and not in that of 400 ms.
    expect(loudness.shortTermLufs[50]).toBeGreaterThan(-20);
    expect(loudness.momentaryLufs[50]).toBe(-70);
  });

  test('have one value a bar for level, brightness and bass', () => {
    for (const curve of Object.values(perBar)) expect(curve).toHaveLength(6);
    expect(perBar.brightnessHz[0]).toBeGreaterThan(75);
    expect(perBar.brightnessHz[0]).toBeLessThan(85);
    expect(perBar.brightnessHz[5]).toBeGreaterThan(1950);
    expect(perBar.brightnessHz[5]).toBeLessThan(2050);
    expect(perBar.bassDb[0]).toBeCloseTo(10 * Math.log10(0.25), 1);
    expect(perBar.bassDb[5]).toBeLessThan(-60);
    expect(perBar.energyDb[0]).toBeGreaterThan(perBar.energyDb[5]);
    expect(perBar.energyDb[3]).toBe(-70);
  });

  test('follow the true peaks', () => {
    expect(truePeaks?.hopSeconds).toBeCloseTo(1, 1);
    expect(truePeaks?.truePeakDb).toHaveLength(Math.ceil(12 / (truePeaks?.hopSeconds ?? NaN)));
    expect(truePeaks?.truePeakDb[1]).toBeCloseTo(-6.02, 1);
    expect(truePeaks?.truePeakDb[6]).toBe(-70);
    expect(truePeaks?.truePeakDb[10]).toBeCloseTo(-26.02, 1);
  });

  test('count onsets a beat', () => {
    const clicks = new Float32Array(8 * RATE_HZ);
    for (let half = 0; half < 32; half++) {
      const start = Math.round((0.02 + half / 4) * RATE_HZ);
      for (let i = 0; i < 1000; i++) clicks[start + i] = Math.sin(i * 0.2) * Math.exp(-i / 200);
    }
    const { onsetsPerBeat } = trackCurves(measureSignalFrames(stereo(clicks)), GRID).perBar;
    expect(onsetsPerBeat.slice(1, 3)).toEqual([2, 2]);
  });

  test('have no bars without a grid, and bars before the music where the grid begins earlier', () => {
    expect(trackCurves(FRAMES, { ...GRID, steady: false, tempoBpm: 0 }).perBar.energyDb).toEqual([]);
    const early = trackCurves(FRAMES, { ...GRID, firstDownbeatSeconds: -2 }).perBar;
    expect(early.energyDb).toHaveLength(7);
    expect([early.energyDb[0], early.brightnessHz[0], early.bassDb[0]]).toEqual([-70, 0, -70]);
  });
});
