import { describe, expect, test } from '@jest/globals';
import { trackCurves } from '../../src/analysis/curves.ts';
import { measureEnergyContrast } from '../../src/analysis/energy-contrast.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { sectionSpectra } from '../../src/analysis/section-spectra.ts';
import type { BeatGrid, Section } from '../../src/store/analysis-document.ts';
import { joined, RATE_HZ, sine, stereo } from './signals.ts';

const GRID: BeatGrid = { tempoBpm: 120, confidence: 1, firstDownbeatSeconds: 0, beatsPerBar: 4, steady: true };

/** Two bars of 80 Hz, two of silence, two of 2 kHz at a tenth of the amplitude: 12 seconds. */
const FRAMES = measureSignalFrames(
  stereo(joined(sine(80, 4, 0.5), new Float32Array(4 * RATE_HZ), sine(2000, 4, 0.05))),
);

describe('curves', () => {
  const { loudness, perBar } = trackCurves(FRAMES, GRID);

  test('follow loudness each half second, down to −70 in silence', () => {
    expect(loudness.hopSeconds).toBe(0.5);
    expect(loudness.shortTermLufs).toHaveLength(25);
    expect(loudness.shortTermLufs[12]).toBeLessThan(-60);
    expect(loudness.shortTermLufs[4]).toBeGreaterThan(-9);
    // 2 kHz at −26 dBFS in both channels, raised by 2.6 dB by the K filter's shelf.
    expect(loudness.shortTermLufs[20]).toBeCloseTo(-26.02 - 0.69 + 2.6, 0);
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

describe('contrast of drop and breakdown', () => {
  const sections: readonly Section[] = [
    { kind: 'breakdown', startSeconds: 0, endSeconds: 4, startBar: 0, bars: 2 },
    { kind: 'drop', startSeconds: 4, endSeconds: 8, startBar: 2, bars: 2 },
  ];

  test('is the difference of their loudness, and of their bass', () => {
    const quiet = sine(100, 4, 0.1).map((value, i) => value + 0.1 * Math.sin((2 * Math.PI * 1000 * i) / RATE_HZ));
    const loud = sine(100, 4, 0.4).map((value, i) => value + 0.2 * Math.sin((2 * Math.PI * 1000 * i) / RATE_HZ));
    const frames = measureSignalFrames(stereo(joined(quiet, loud)));
    const { features } = measureEnergyContrast(sectionSpectra(frames, sections), frames.spectra.bandCentreHz);
    const [contrast, bass] = features.map(({ value }) => value);
    expect(bass).toBeCloseTo(20 * Math.log10(4), 1);
    expect(contrast).toBeGreaterThan(20 * Math.log10(2));
    expect(contrast).toBeLessThan(20 * Math.log10(4));
  });

  test('is missing for a track without a breakdown', () => {
    const spectra = sectionSpectra(FRAMES, [sections[1]]);
    expect(measureEnergyContrast(spectra, FRAMES.spectra.bandCentreHz).missing).toEqual([
      { id: 'energy.contrast', why: 'The track has no breakdown to compare with.' },
      { id: 'energy.bassContrast', why: 'The track has no breakdown to compare with.' },
    ]);
  });
});
