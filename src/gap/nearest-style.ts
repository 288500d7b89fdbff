import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { FEATURES } from '../analysis/features.ts';
import { dot } from '../dsp/dot.ts';
import { styleGroups } from '../profile/balanced-weights.ts';
import { styleDistance } from '../profile/style-score.ts';
import { featureKey, featureValues, type AnalysisDocument } from '../store/analysis-document.ts';
import type { ProfileDocument, StyleStatistics } from '../store/profile-document.ts';
import { ReferenceLikeness } from './reference-likeness.ts';
import { sharedRows } from './shared-rows.ts';
import { styleVariation } from './style-variation.ts';
import { isWitness, softened } from './witnesses.ts';

/**
 * The style of a profile that a mix lies nearest to, and how sure that is: its share of Σ exp(−u/2), the likelihood of
 * normal styles. u = g·d² + m·|w|²/n, with d the style distance, in which each of the g groups of features is a
 * witness of its own and the columns of one group say the same, and |w|²/n how unlike the style's references the mix
 * is in each of the n features that fixes go by (`ReferenceLikeness`), as `TONAL_WITNESSES` more.
 *
 * The second asks what the first cannot: whether the mix is a member of the style to which something was done. A
 * fault of one stem lifts a dozen features at once, as far as two songs by one hand lie apart; but it lifts them
 * together, as members of its own style may differ, and not from one song to the other. Of 18 mixes of three songs,
 * nine with two to five faults, the first alone took two for the style of a sibling, and both none. It is asked where
 * the first leaves doubt.
 *
 * Sure by 1 of a single style; by 1 / styles where the mix says nothing.
 */
export function nearestStyle(
  profile: ProfileDocument,
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[] = FEATURES,
): { nearest: StyleStatistics; confidence: number } {
  const squares = profile.clusters.map((style) => squaredDistance(style, analysis, catalogue));
  const least = Math.min(...squares);
  const near = profile.clusters.filter((_, i) => squares[i] <= least + NEAR);
  const unlikenesses = profile.clusters.map((style, i) => {
    if (near.length === 1) return squares[i];
    return near.includes(style) ? squares[i] + tonalUnlikeness(profile, style, analysis, catalogue) : Infinity;
  });
  const smallest = Math.min(...unlikenesses);
  const likelihoods = unlikenesses.map((unlikeness) => Math.exp((smallest - unlikeness) / 2));
  return {
    nearest: profile.clusters[unlikenesses.indexOf(smallest)],
    confidence: 1 / likelihoods.reduce((sum, one) => sum + one, 0),
  };
}

/** Odds of 400 to one by all features together. */
const NEAR = 12;
/** As many as there are families of them: tone, width and balance. */
const TONAL_WITNESSES = 3;

function squaredDistance(
  { features }: StyleStatistics,
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[],
): number {
  const axes = features.flatMap(({ id, scope, median, spread }) => {
    const feature = catalogue.find((row) => row.id === id);
    return feature === undefined ? [] : [{ feature, scope, median, scale: Math.max(spread, feature.jnd) }];
  });
  return styleGroups(axes) * (styleDistance(axes, featureValues(analysis)) ?? 0) ** 2;
}

function tonalUnlikeness(
  profile: ProfileDocument,
  style: StyleStatistics,
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[],
): number {
  const rows = sharedRows(style.features, analysis, catalogue).filter(isWitness);
  if (rows.length === 0) return 0;
  const { variation, pooledVariation = variation } = styleVariation(profile, [style], rows);
  const values = featureValues(analysis);
  const z = Float64Array.from(rows, ({ feature, scope, median, scale }) =>
    softened(((values.get(featureKey(feature.id, scope)) ?? NaN) - median) / scale),
  );
  const likeness = new ReferenceLikeness(
    rows,
    pooledVariation.map((own) => own.map(softened)),
  );
  const w = likeness.whiten(z);
  return (TONAL_WITNESSES * dot(w, w)) / rows.length;
}
