import { verifyPlan } from '../fixes/verify-plan.ts';
import { writeDocument } from '../store/json-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { reportDocument } from '../store/report-document.ts';
import type { VerificationDocument } from '../store/verification-document.ts';
import { measureGap, type GapRequest } from './measure-gap.ts';
import { findPlan, planFiles } from './plans.ts';
import { makeReport } from './report.ts';
import type { Workshop } from './workshop.ts';

/** Measures a new bounce against the plan's own target and says what came of what was predicted; the plan's report is updated. */
export async function verify(
  workshop: Workshop,
  request: { mix: string; plan: string | undefined },
): Promise<VerificationDocument> {
  const { plan } = await findPlan(workshop, request.plan);
  const before = await measureGap(workshop, targetOf(plan, plan.mix));
  const after = await measureGap(workshop, targetOf(plan, request.mix));
  const verification = verifyPlan(plan, before.gap, after.gap, after.analysis);
  await writeDocument(
    reportDocument,
    planFiles(workshop, plan.id).report,
    makeReport({ before, after, plan, verification }),
  );
  return verification;
}

/** The plan's target as a request: a new bounce must not be compared with another style because it came nearer to that. */
export function targetOf({ target }: PlanDocument, mix: string): GapRequest {
  return target.references.length > 0
    ? { mix, profile: target.profile, references: target.references }
    : { mix, profile: target.profile, cluster: target.cluster };
}
