import { Failure } from '../store/failure.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { findPlan } from './plans.ts';
import { eventLogOf, recordEvents } from './record-events.ts';
import { rememberedFix } from './shown-fix.ts';
import { readTaste } from './taste.ts';
import type { Workshop } from './workshop.ts';

export const ANSWERS = ['accept', 'skip', 'change', 'undo', 'intentional'] as const;
export type Answer = (typeof ANSWERS)[number];

/**
 * Records what the producer says of a fix; the next plan reads it.
 *
 * @param request.finalSize with `change`: the size used instead, in the unit of the fix's main change.
 * @throws Failure 'usage' where the plan has no such fix, or a change says no size; 'input' where it cannot be saved.
 */
export async function answer(
  workshop: Workshop,
  request: { fix: string; answer: Answer; plan: string | undefined; finalSize: number | undefined },
): Promise<TasteDocument> {
  const { plan } = await findPlan(workshop, request.plan);
  const fix = plan.fixes.find(({ id }) => id === request.fix);
  if (fix === undefined) {
    const ids = plan.fixes.map(({ id }) => id).join(', ');
    throw new Failure('usage', `The plan ${plan.id} has no fix "${request.fix}"; it has ${ids === '' ? 'none' : ids}.`);
  }
  if (fix.advice) {
    throw new Failure('usage', `${fix.id} is advice: nothing was planned, so there is nothing to answer.`);
  }
  const { events } = await eventLogOf(workshop).read();
  const about = rememberedFix(events, plan, fix);
  if (request.answer !== 'change') {
    await recordEvents(workshop, [{ what: request.answer, ...about }]);
    return readTaste(workshop, plan.target.profile);
  }
  const { finalSize } = request;
  if (finalSize === undefined || !Number.isFinite(finalSize)) {
    throw new Failure('usage', 'Say what size you used instead, such as --size -1.5.');
  }
  await recordEvents(workshop, [{ what: 'change', ...about, finalSize }]);
  return readTaste(workshop, plan.target.profile);
}
