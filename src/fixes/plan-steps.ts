import { STEM_TAP } from '../live/sidechain-input.ts';
import type { PlanStep } from '../live/transaction.ts';
import type { PlanDocument } from '../store/plan-document.ts';

/** What a plan changes in a set, fix by fix; advice changes nothing. */
export function planSteps({ fixes }: Pick<PlanDocument, 'fixes'>): PlanStep[] {
  return fixes
    .filter(({ advice }) => !advice)
    .flatMap(({ id, track, device, insert, insertBefore, changes, sidechainFrom }): PlanStep[] => {
      const place = { fix: id, track, device, insert, ...(insertBefore !== undefined && { insertBefore }) };
      return [
        ...changes.map(({ parameter, to, unit }) => ({ ...place, parameter, to, unit })),
        ...(sidechainFrom === undefined ? [] : [{ ...place, hears: { source: sidechainFrom, tap: STEM_TAP } }]),
      ];
    });
}
