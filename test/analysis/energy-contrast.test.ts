import { describe, expect, test } from '@jest/globals';
import { measureEnergyContrast } from '../../src/analysis/energy-contrast.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { sectionSpectra } from '../../src/analysis/section-spectra.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { joined, mix, sine, stereo } from './signals.ts';

const SECTIONS: readonly Section[] = [
  { kind: 'breakdown', startSeconds: 0, endSeconds: 4, startBar: 0, bars: 2 },
  { kind: 'drop', startSeconds: 4, endSeconds: 8, startBar: 2, bars: 2 },
];

/** Mid and side of a breakdown and of a drop, four seconds each. */
function contrastOf(
  [breakdown, breakdownSide]: readonly [Float32Array, Float32Array],
  [drop, dropSide]: readonly [Float32Array, Float32Array],
  onsets: Parameters<typeof measureEnergyContrast>[2] = [],
) {
  const [mid, side] = [joined(breakdown, drop), joined(breakdownSide, dropSide)];
  const frames = measureSignalFrames(stereo(mix(1, mid, 1, side), mix(1, mid, -1, side)));
  const spectra = sectionSpectra(frames, SECTIONS);
  const { features, missing } = measureEnergyContrast(spectra, frames.spectra.bandCentreHz, onsets);
  return {
    values: Object.fromEntries(features.map(({ id, value }) => [id, value])),
    missing: missing.map(({ id }) => id),
  };
}

const SILENCE = new Float32Array(4 * 44100);

describe('contrast of drop and breakdown', () => {
  test('is the difference of their loudness, and of their bass', () => {
    const quiet = mix(1, sine(100, 4, 0.1), 1, sine(1000, 4, 0.1));
    const loud = mix(1, sine(100, 4, 0.4), 1, sine(1000, 4, 0.2));
    const { values } = contrastOf([quiet, SILENCE], [loud, SILENCE]);
    expect(values['energy.bassContrast']).toBeCloseTo(20 * Math.log10(4), 1);
    expect(values['energy.contrast']).toBeGreaterThan(20 * Math.log10(2));
    expect(values['energy.contrast']).toBeLessThan(20 * Math.log10(4));
  });

  test('is octaves of brightness: a tone two octaves higher is two octaves brighter', () => {
    const { values } = contrastOf([sine(500, 4, 0.2), SILENCE], [sine(2000, 4, 0.2), SILENCE]);
    expect(values['energy.brightnessContrast']).toBeCloseTo(2, 1);
  });

  test('is decibels of width: a side ten times stronger is 20 dB wider', () => {
    const tone = sine(1000, 4, 0.2);
    const { values } = contrastOf([tone, sine(1000, 4, 0.01)], [tone, sine(1000, 4, 0.1)]);
    expect(values['energy.widthContrast']).toBeCloseTo(20, 1);
  });

  test('is onsets a beat as they were counted', () => {
    const tone = [sine(1000, 4, 0.2), SILENCE] as const;
    const onsets = [
      { id: 'energy.onsets', scope: 'whole', value: 9 },
      { id: 'energy.onsets', scope: 'breakdown', value: 1.25 },
      { id: 'energy.onsets', scope: 'drop', value: 4 },
    ] as const;
    expect(contrastOf(tone, tone, onsets).values['energy.densityContrast']).toBe(2.75);
    expect(contrastOf(tone, tone).missing).toContain('energy.densityContrast');
  });

  test('is nothing between two sections that are alike, mono ones too', () => {
    const tone = [sine(1000, 4, 0.2), SILENCE] as const;
    const { values } = contrastOf(tone, tone);
    expect(values['energy.contrast']).toBeCloseTo(0, 3);
    expect(values['energy.widthContrast']).toBeCloseTo(0, 3);
  });

  test('is missing for a track without a breakdown', () => {
    const frames = measureSignalFrames(stereo(sine(1000, 8, 0.2)));
    const spectra = sectionSpectra(frames, [SECTIONS[1]]);
    const { features, missing } = measureEnergyContrast(spectra, frames.spectra.bandCentreHz, []);
    expect(features).toEqual([]);
    expect(missing).toHaveLength(5);
    for (const { why } of missing) expect(why).toBe('The track has no breakdown to compare with.');
  });
});
