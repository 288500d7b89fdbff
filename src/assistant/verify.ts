import { featureById } from '../analysis/features.ts';
import { donePart } from '../fixes/done-part.ts';
import { verifyPlan } from '../fixes/verify-plan.ts';
import { featureKey } from '../store/analysis-document.ts';
import { readDocumentIfThere, writeDocument } from '../store/json-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { reportDocument } from '../store/report-document.ts';
import type { VerificationDocument } from '../store/verification-document.ts';
import { doneAmounts } from './done-amounts.ts';
import { measureGap, targetOfPlan, type MeasuredGap } from './measure-gap.ts';
import { readPlanState } from './plan-state.ts';
import { findPlan, planFiles } from './plans.ts';
import { eventLogOf, recordAfterwards, type NewEvent } from './record-events.ts';
import { makeReport } from './report.ts';
import { rememberedFix } from './shown-fix.ts';
import type { Workshop } from './workshop.ts';

/**
 * Measures a new bounce against the plan's own target and says what came of what was predicted of the fixes that were
 * done; the plan's report is updated.
 */
export async function verify(
  workshop: Workshop,
  request: { mix: string; plan: string | undefined },
): Promise<VerificationDocument> {
  const { plan, file: planFile } = await findPlan(workshop, request.plan);
  // A new bounce is often written over the old one.
  const before = await measureGap(workshop, { ...targetOfPlan(plan, plan.mix), contentHash: plan.mixHash });
  const after = await measureGap(workshop, { ...targetOfPlan(plan, request.mix), inFormOf: before.analysis });
  const done = await doneOf(workshop, planFile, before);
  const verification = verifyPlan(done, before.gap, after.gap, after.analysis);
  const left = leftOutWords(plan, done);
  if (left !== '') verification.sentence += ` ${left}`;
  await recordAfterwards(workshop, await verifiedEvents(workshop, done, verification, after.analysis.contentHash));
  const { report: file } = planFiles(workshop, plan.id);
  // What the stems are made of was measured when the plan was made, and only then.
  const { stems, parts } = (await readDocumentIfThere(reportDocument, file)) ?? {};
  await writeDocument(reportDocument, file, makeReport({ before, after, plan, verification, stems, parts }));
  return verification;
}

/** The plan as if it had been made of what was done of it. */
async function doneOf(
  workshop: Workshop,
  planFile: string,
  { analysis, yardstick }: MeasuredGap,
): Promise<PlanDocument> {
  const state = (await readPlanState(workshop, planFile))!;
  const { events } = await eventLogOf(workshop).read();
  const values = new Map(analysis.features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
  return donePart(state.plan, doneAmounts(state, events), { values, rows: yardstick.rows });
}

function leftOutWords(plan: PlanDocument, done: PlanDocument): string {
  const count = ({ fixes }: PlanDocument): number => fixes.filter(({ advice }) => !advice).length;
  return count(done) === count(plan) ? '' : `${count(done)} of the plan's ${count(plan)} fixes were done.`;
}

/** What the bounce tells of every fix, and of the plan; the same bounce verified again is the same record. */
async function verifiedEvents(
  workshop: Workshop,
  plan: PlanDocument,
  { fixes, styleDelta }: VerificationDocument,
  bounce: string,
): Promise<NewEvent[]> {
  const { events } = await eventLogOf(workshop).read();
  const idOf = (what: string): string => `${plan.id} ${what} ${bounce}`;
  return [
    { what: 'rebounced', id: idOf('rebounced'), plan: plan.id, profile: plan.target.profile, styleDelta },
    ...fixes.flatMap(({ id, feature, scope, before, predicted, measured }): NewEvent[] => {
      const fix = plan.fixes.find((one) => one.id === id);
      const own = fix?.predicted.features.find((one) => one.feature === feature && one.scope === scope);
      const jnd = featureById(feature)?.jnd;
      if (fix === undefined || own === undefined || jnd === undefined || predicted === before) return [];
      const share = Math.max(0, Math.min(1, (own.after - own.before) / (predicted - before)));
      const [promised, came] = [predicted - before, measured - before];
      const about = rememberedFix(events, plan, fix);
      return [{ what: 'verified', id: idOf(id), ...about, feature, promised, came, jnd, share }];
    }),
  ];
}
