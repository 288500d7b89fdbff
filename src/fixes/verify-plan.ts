import { featureById } from '../analysis/features.ts';
import { withUnit } from '../dsp/spoken-units.ts';
import { spokenScope } from '../gap/gap-sentences.ts';
import { featureKey, type AnalysisDocument } from '../store/analysis-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';
import type { VerificationDocument } from '../store/verification-document.ts';

/**
 * Compares a new bounce with what the plan promised, fix by fix and in total.
 *
 * A fix is judged by the feature that it moves most; where several fixes move one feature, by what all of them together
 * were predicted to do to it, since a bounce shows only the sum.
 *
 * @param before the gap that the plan was made from
 * @param after the new bounce against the same target
 * @param analysis the new bounce
 */
export function verifyPlan(
  plan: PlanDocument,
  before: { styleScore: number },
  after: GapDocument,
  analysis: AnalysisDocument,
): VerificationDocument {
  const measured = new Map(analysis.features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
  const fixes = plan.fixes.flatMap((fix) => verifyFix(fix, plan, measured));
  const styleDelta = { ...plan.styleDelta, after: after.styleDelta };
  return {
    schema: 'coproducer.verification/1',
    plan: plan.id,
    mix: analysis.file,
    styleDelta,
    styleScore: { before: before.styleScore, after: after.styleScore },
    fixes,
    sentence: totalSentence(styleDelta, fixes),
  };
}

type FixVerification = VerificationDocument['fixes'][number];

/**
 * A change between 60 and 150 % of the promise is called "as predicted": closer than a producer hears at these sizes.
 */
const AS_PREDICTED = [0.6, 1.5] as const;

/** The least share of the promise that counts as having come at all. */
const SEEN = 0.2;

function verifyFix(fix: Fix, plan: PlanDocument, measured: ReadonlyMap<string, number>): FixVerification[] {
  if (fix.advice) return [];
  const promised = promiseOf(fix, plan);
  const value = promised === undefined ? undefined : measured.get(featureKey(promised.feature, promised.scope));
  if (promised === undefined || value === undefined) return [];
  const { feature, scope, unit, before, after } = promised;
  const verdict = verdictOf(after - before, value - before, featureById(feature)?.jnd ?? 0);
  const label = featureById(feature)?.label ?? feature;
  const show = (number: number): string => withUnit(number, unit);
  return [
    {
      id: fix.id,
      sentence: fix.sentence,
      feature,
      scope,
      unit,
      before,
      predicted: after,
      measured: value,
      verdict,
      explanation: `${label}${spokenScope(scope)}: ${show(before)} before, ${show(after)} predicted, ${show(value)} measured, ${verdict}.`,
    },
  ];
}

/** The whole plan's prediction for the feature that this fix moves most. */
function promiseOf(fix: Fix, { predicted }: PlanDocument): PlanDocument['predicted'][number] | undefined {
  for (const { feature, scope } of fix.predicted.features) {
    const promise = predicted.find((row) => row.feature === feature && row.scope === scope);
    if (promise !== undefined) return promise;
  }
  return undefined;
}

function verdictOf(promised: number, came: number, jnd: number): FixVerification['verdict'] {
  if (Math.abs(came - promised) <= jnd / 2) return 'as predicted';
  const share = came / promised;
  if (share < -SEEN && Math.abs(came) > jnd / 2) return 'worse';
  if (share < SEEN) return 'not seen';
  if (share < AS_PREDICTED[0]) return 'less than predicted';
  return share <= AS_PREDICTED[1] ? 'as predicted' : 'more than predicted';
}

function totalSentence(
  { before, predicted, after }: VerificationDocument['styleDelta'],
  fixes: readonly FixVerification[],
): string {
  const came = fixes.filter(({ verdict }) => verdict === 'as predicted' || verdict === 'more than predicted').length;
  const share = (value: number): string => `${Math.round(100 * (1 - value / before))} %`;
  if (before === 0) return 'There was no gap to close.';
  if (after > before) {
    return `The gap to your references grew from ${before.toFixed(2)} to ${after.toFixed(2)}: undo the plan, or see below which fix did it.`;
  }
  const total = `The gap to your references shrank by ${share(after)} (predicted ${share(predicted)})`;
  return fixes.length === 0 ? `${total}.` : `${total}; ${came} of ${fixes.length} fixes did what was predicted.`;
}
