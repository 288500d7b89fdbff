import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { featureKey, featureValues, type AnalysisDocument, type Scope } from '../store/analysis-document.ts';
import type { FeatureDistribution } from '../store/profile-document.ts';
import { weighRows } from './row-weights.ts';
import type { Yardstick } from './yardstick.ts';

/** The features and scopes that both a mix and a target have, with what each weighs. */
export function sharedRows(
  features: readonly FeatureDistribution[],
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[],
): Yardstick['rows'] {
  const values = featureValues(analysis);
  const byId = new Map(catalogue.map((row) => [row.id, row]));
  const shared = features.flatMap(({ id, scope, median, spread, band, sorted }) => {
    const feature = byId.get(id);
    if (feature === undefined || !Number.isFinite(values.get(featureKey(id, scope)))) return [];
    return [{ feature, scope: scope as Scope, median, spread, band, scale: Math.max(spread, feature.jnd), sorted }];
  });
  return weighRows(shared, analysis.sections);
}
