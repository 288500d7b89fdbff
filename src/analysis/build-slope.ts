import { median } from '../dsp/statistics.ts';
import type { AnalysisDocument, Section } from '../store/analysis-document.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';

/**
 * How the build-ups rise, from the curves of the track, the mean over its builds:
 *
 * - `energy.buildSlope`: loudness in LU a bar
 * - `energy.buildBrightness`: the frequency around which the energy balances, in octaves a bar
 *
 * The slope of a build is the median of the slopes between all pairs of its bars (Theil and Sen), so that the silent
 * bar before a drop does not turn it. Builds of fewer than four bars count for nothing; without one both are missing.
 */
export function measureBuildSlope(
  curves: Pick<AnalysisDocument['curves'], 'perBar'>,
  sections: readonly Section[],
): Measurement {
  const { energyDb, brightnessHz } = curves.perBar;
  const builds = sections.filter(
    ({ kind, bars, startBar }) =>
      kind === 'build' && bars >= LEAST_BARS && startBar >= 0 && startBar + bars <= energyDb.length,
  );
  if (builds.length === 0) return unmeasured(ALL_IDS, 'The track has no build-up of four bars.');
  const slopes = (curve: readonly number[]): number => {
    const each = builds.map(({ startBar, bars }) => slopeOf(curve.slice(startBar, startBar + bars)));
    return each.reduce((sum, slope) => sum + slope / each.length, 0);
  };
  return {
    features: [
      { id: 'energy.buildSlope', scope: 'whole', value: slopes(energyDb) },
      {
        id: 'energy.buildBrightness',
        scope: 'whole',
        value: slopes(brightnessHz.map((hz) => Math.log2(Math.max(hz, 1)))),
      },
    ],
    missing: [],
  };
}

const ALL_IDS = ['energy.buildSlope', 'energy.buildBrightness'] as const;
/** Over fewer bars a slope is two chords. */
const LEAST_BARS = 4;

function slopeOf(values: readonly number[]): number {
  return median(values.flatMap((value, i) => values.slice(i + 1).map((later, k) => (later - value) / (k + 1))));
}
