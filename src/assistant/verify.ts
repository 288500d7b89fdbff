import { verifyPlan } from '../fixes/verify-plan.ts';
import { writeDocument } from '../store/json-document.ts';
import { reportDocument } from '../store/report-document.ts';
import type { VerificationDocument } from '../store/verification-document.ts';
import { measureGap, targetOfPlan } from './measure-gap.ts';
import { findPlan, planFiles } from './plans.ts';
import { makeReport } from './report.ts';
import type { Workshop } from './workshop.ts';

/**
 * Measures a new bounce against the plan's own target and says what came of what was predicted; the plan's report is
 * updated.
 */
export async function verify(
  workshop: Workshop,
  request: { mix: string; plan: string | undefined },
): Promise<VerificationDocument> {
  const { plan } = await findPlan(workshop, request.plan);
  const before = await measureGap(workshop, targetOfPlan(plan, plan.mix));
  const after = await measureGap(workshop, targetOfPlan(plan, request.mix));
  const verification = verifyPlan(plan, before.gap, after.gap, after.analysis);
  await writeDocument(
    reportDocument,
    planFiles(workshop, plan.id).report,
    makeReport({ before, after, plan, verification }),
  );
  return verification;
}
