import { amountOf } from '../fixes/scaled-fix.ts';
import type { TasteEvent } from '../learning/taste-event.ts';
import type { DisplayValue, Fix, PlanDocument } from '../store/plan-document.ts';
import type { PlanState } from './plan-state.ts';

/**
 * How much of each fix was done: as it stands in the set, else as the producer said. Where the program wrote nothing of
 * the plan, what nothing was said of counts as done by hand, for that is what a plan is carried to Live for; what was
 * only also possible does not.
 *
 * @param events the log, oldest first
 * @returns by id; 1 is all of a fix, 0 nothing; advice is not in it
 */
export function doneAmounts(
  { plan, states, applied }: Pick<PlanState, 'plan' | 'states' | 'applied'>,
  events: readonly TasteEvent[],
): Map<string, number> {
  const written = new Map<string, Map<string, DisplayValue>>();
  for (const { receipt } of applied) {
    for (const { fix, parameter, wanted } of receipt.writes) {
      written.set(fix, new Map([...(written.get(fix) ?? []), [parameter, wanted]]));
    }
  }
  const isByHand = [...states.values()].every((state) => state === 'open' || state === 'skipped');
  const amountDone = (fix: Fix): number => {
    const writes = written.get(fix.id);
    if (writes !== undefined) return amountOf(fix, writes);
    if (states.get(fix.id) === 'undone') return 0;
    return saidAmount(plan, fix, events) ?? (isByHand && fix.aside !== true ? 1 : 0);
  };
  return new Map(plan.fixes.filter(({ advice }) => !advice).map((fix) => [fix.id, amountDone(fix)] as const));
}

/** What the last answer to a fix says. */
function saidAmount({ id }: PlanDocument, fix: Fix, events: readonly TasteEvent[]): number | undefined {
  const said = events.findLast(
    (event) => 'fix' in event && event.plan === id && event.fix === fix.id && event.what in ANSWERED,
  );
  if (said?.what === 'change') return said.about.size === 0 ? 1 : said.finalSize / said.about.size;
  return said && ANSWERED[said.what as keyof typeof ANSWERED];
}

const ANSWERED = { accept: 1, change: 1, skip: 0, undo: 0, 'undo-later': 0, intentional: 0 } as const;
