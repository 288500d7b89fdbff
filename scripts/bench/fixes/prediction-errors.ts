import { featureById } from '../../../src/analysis/features.ts';
import type { AnalysisDocument } from '../../../src/store/analysis-document.ts';
import type { PlanDocument } from '../../../src/store/plan-document.ts';
import type { PredictionError } from './outcome.ts';

/**
 * What was promised against what was measured, for every feature in decibels or loudness units. A promise is a change:
 * where the bounce reads otherwise than the plan took it, the difference counts against the plan too.
 */
export function predictionErrors(
  what: PredictionError['what'],
  promises: PlanDocument['predicted'],
  before: AnalysisDocument,
  after: AnalysisDocument,
): PredictionError[] {
  const valueIn = ({ features }: AnalysisDocument, id: string, scope: string): number | undefined =>
    features.find((feature) => feature.id === id && feature.scope === scope)?.value;
  return promises.flatMap(({ feature, scope, after: promised }) => {
    const [was, is] = [valueIn(before, feature, scope), valueIn(after, feature, scope)];
    const row = featureById(feature);
    if (was === undefined || is === undefined || row === undefined) return [];
    if (row.unit !== 'dB' && row.unit !== 'LUFS' && row.unit !== 'LU') return [];
    const group = row.group === 'loudness' ? 'loudness' : 'shape';
    return [{ what, group, feature, scope, error: is - promised }];
  });
}
