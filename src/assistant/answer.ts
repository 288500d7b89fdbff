import { EventLog } from '../learning/event-log.ts';
import { Failure } from '../store/failure.ts';
import type { Fix } from '../store/plan-document.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { findPlan } from './plans.ts';
import { answersFile, readTaste } from './taste.ts';
import type { Workshop } from './workshop.ts';

export const ANSWERS = ['accept', 'skip', 'change', 'undo'] as const;
export type Answer = (typeof ANSWERS)[number];

/**
 * Records what the producer says of a fix; the next plan reads it.
 *
 * @param finalSize with `change`: the size used instead, in the unit of the fix's main change.
 * @throws Failure 'usage' where the plan has no such fix, or a change says no size.
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
  const prescribedSize = sizeOf(fix);
  if (request.answer === 'change' && (request.finalSize === undefined || !Number.isFinite(request.finalSize))) {
    throw new Failure('usage', 'Say what size you used instead, such as --size -1.5.');
  }
  await new EventLog(answersFile(workshop)).append({
    schema: 'coproducer.answer/1',
    at: workshop.now().toISOString(),
    plan: plan.id,
    fix: fix.id,
    kind: fix.kind,
    role: plan.stems.find(({ track }) => track === fix.track)?.role ?? 'unknown',
    profile: plan.target.profile,
    answer: request.answer,
    predictedBenefit: plan.styleDelta.before === 0 ? 0 : fix.predicted.benefit / plan.styleDelta.before,
    prescribedSize,
    finalSize: request.answer === 'change' ? (request.finalSize ?? prescribedSize) : prescribedSize,
  });
  return readTaste(workshop);
}

/**
 * How big a fix is: the change of its main parameter, the first in decibels, else the first number. A fix of choices
 * only (a switch) has size 1.
 */
function sizeOf({ changes }: Fix): number {
  const numbers = changes.filter(({ to }) => typeof to === 'number');
  const main = numbers.find(({ unit }) => unit === 'dB') ?? numbers[0];
  if (main === undefined || typeof main.to !== 'number') return 1;
  return main.to - (typeof main.from === 'number' && Number.isFinite(main.from) ? main.from : 0);
}
