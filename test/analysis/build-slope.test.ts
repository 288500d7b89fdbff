import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureBuildSlope } from '../../src/analysis/build-slope.ts';
import type { AnalysisDocument, Section } from '../../src/store/analysis-document.ts';

/** Bars of silence, then eight of a build. */
function slopesOf(loudness: (bar: number) => number, hertz: (bar: number) => number): Record<string, number> {
  const perBar = {
    energyDb: bars((bar) => (bar < 4 ? -70 : loudness(bar - 4))),
    brightnessHz: bars((bar) => (bar < 4 ? 0 : hertz(bar - 4))),
  };
  return Object.fromEntries(measureBuildSlope(curvesOf(perBar), [BUILD]).features.map(({ id, value }) => [id, value]));
}

const BUILD: Section = { kind: 'build', startBar: 4, bars: 8, startSeconds: 8, endSeconds: 24 };

function bars(valueOf: (bar: number) => number): number[] {
  return Array.from({ length: 12 }, (_, bar) => valueOf(bar));
}

function curvesOf(
  perBar: Pick<AnalysisDocument['curves']['perBar'], 'energyDb' | 'brightnessHz'>,
): Pick<AnalysisDocument['curves'], 'perBar'> {
  return { perBar: { ...perBar, bassDb: [], onsetsPerBeat: [], kicks: [] } };
}

describe('the slope of a build', () => {
  test('is its rise a bar, in loudness and in octaves', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (lu, octaves) => {
          const slopes = slopesOf(
            (bar) => -20 + lu * bar,
            (bar) => 800 * 2 ** (octaves * bar),
          );
          expect(slopes['energy.buildSlope']).toBeCloseTo(lu, 6);
          expect(slopes['energy.buildBrightness']).toBeCloseTo(octaves, 6);
        },
      ),
    );
  });

  test('a silent bar before the drop does not turn it', () => {
    const slopes = slopesOf(
      (bar) => (bar === 7 ? -70 : -20 + bar),
      (bar) => (bar === 7 ? 0 : 500 * 2 ** (0.2 * bar)),
    );
    expect(slopes['energy.buildSlope']).toBeCloseTo(1, 6);
    expect(slopes['energy.buildBrightness']).toBeCloseTo(0.2, 6);
  });

  test('is missing without a build of four bars, and where the curves end before it', () => {
    const curves = curvesOf({ energyDb: bars(() => -10), brightnessHz: bars(() => 1000) });
    for (const sections of [
      [],
      [{ ...BUILD, bars: 3 }],
      [{ ...BUILD, startBar: 8 }],
      [{ ...BUILD, kind: 'drop' as const }],
    ]) {
      const { features, missing } = measureBuildSlope(curves, sections);
      expect(features).toEqual([]);
      expect(missing.map(({ id }) => id)).toEqual(['energy.buildSlope', 'energy.buildBrightness']);
    }
  });
});
