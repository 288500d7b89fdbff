import type { StripSettings } from '../../device/messages.ts';
import type { Bounces } from '../../src/assistant/bounces.ts';
import { suggest } from '../../src/assistant/suggest.ts';
import { verify } from '../../src/assistant/verify.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import type { StandingPlan } from './standing-plan.ts';

/**
 * What Analyze & Suggest does: bounces that answer the plan at hand verify it, others are what a new plan is made from.
 *
 * @param amount 0–100, how much of the full plan
 * @returns what has become of the plan
 */
export async function analyzeBounces(
  workshop: Workshop,
  bounces: Bounces,
  { plan, settings, amount }: { plan: StandingPlan; settings: StripSettings; amount: number },
): Promise<'verified' | 'new'> {
  if (await plan.isAnsweredBy(bounces)) {
    await verify(workshop, { mix: bounces.master, plan: plan.get().planFile });
    await plan.refresh();
    return 'verified';
  }
  const { planFile } = await suggest(workshop, {
    mix: bounces.master,
    stems: bounces.folder,
    profile: settings.profile === '' ? undefined : settings.profile,
    cluster: settings.cluster === '' ? undefined : settings.cluster,
    amount,
    stemTracks: settings.stemMap,
    set: 'live',
  });
  await plan.read(planFile);
  return 'new';
}
