import { percentileRank } from '../dsp/statistics.ts';
import { styleDistance, styleScore } from '../profile/style-score.ts';
import { featureKey, featureValues, type AnalysisDocument } from '../store/analysis-document.ts';
import type { GapDocument, GapRow } from '../store/gap-document.ts';
import { headlineOf } from './headline.ts';
import { rowSentence } from './gap-sentences.ts';
import { severityOf, styleDeltaOf, type Yardstick, type YardstickRow } from './yardstick.ts';

/**
 * Measures a mix against a yardstick: every shared feature as a row, those outside their band as gaps (worst first),
 * those inside as "already yours", with the style delta (see `styleDeltaOf`), the style score (see `styleScore`) and
 * the four headline axes.
 *
 * @param tranceScore 0–1 and what it is made of, measured on the analysis by `src/analysis/trance-score.ts`.
 */
export function measureGap(
  analysis: AnalysisDocument,
  yardstick: Yardstick,
  {
    tranceScore,
    tranceComponents = [],
  }: Pick<GapDocument, 'tranceScore'> & Partial<Pick<GapDocument, 'tranceComponents'>>,
): GapDocument {
  const values = featureValues(analysis);
  const rows = yardstick.rows.flatMap((row) => {
    const value = values.get(featureKey(row.feature.id, row.scope));
    return value === undefined || !Number.isFinite(value) ? [] : [gapRow(row, value)];
  });
  return {
    schema: 'coproducer.gap/1',
    mix: analysis.file,
    profile: yardstick.profile,
    cluster: yardstick.cluster,
    clusterConfidence: yardstick.clusterConfidence,
    styleDelta: styleDeltaOf(yardstick.rows, values),
    styleScore: styleScore(styleDistance(yardstick.rows, values), yardstick.calibration),
    tranceScore,
    tranceComponents,
    headline: headlineOf(yardstick.rows, values),
    gaps: rows.filter(({ severity }) => severity !== 0).sort(worstFirst),
    alreadyYours: rows.filter(({ severity }) => severity === 0),
  };
}

function gapRow(row: YardstickRow, value: number): GapRow {
  const { feature, scope, median, band, weight, sorted } = row;
  const severity = severityOf(row, value);
  return {
    feature: feature.id,
    scope,
    label: feature.label,
    unit: feature.unit,
    value,
    median,
    band: [band[0], band[1]],
    percentile: percentileRank(sorted, value),
    severity,
    direction: severity === 0 ? '' : severity < 0 ? feature.tooLow : feature.tooHigh,
    weight,
    sentence: rowSentence(row, value),
    ...(row.refinement === undefined ? {} : { because: row.refinement.because }),
  };
}

/** By what each adds to the style delta: a small fault in the drop comes before a larger one in a short intro. */
function worstFirst(a: GapRow, b: GapRow): number {
  return b.weight * b.severity ** 2 - a.weight * a.severity ** 2;
}
