import type { Decibels, Normal } from '../../dsp/units.ts';
import { styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { CausedAdvice } from '../advice.ts';

/**
 * The plan with as many of its linear moves as the whole gap stands: what only a render tells, loudness, peaks and
 * crest, may add to it more than they take away, and a plan never promises a rise.
 */
export function withoutRise(
  planWith: (kept: number) => RenderedPart,
  { linear, rows, most }: { linear: number; rows: readonly YardstickRow[]; most: number },
): RenderedPart {
  const deltaOf = ({ values }: Pick<RenderedPart, 'values'>): number => styleDeltaOf(rows, values);
  const heldWell = (plan: RenderedPart): RenderedPart => {
    const { unheld } = plan;
    const isSpoiled = unheld !== undefined && deltaOf(plan) - deltaOf(unheld) > MOST_SPOILED * (most - deltaOf(unheld));
    return isSpoiled ? { ...plan, ...unheld } : plan;
  };
  let plan = heldWell(planWith(linear));
  for (let kept = linear - 1; kept >= 0 && deltaOf(plan) > most; kept--) plan = heldWell(planWith(kept));
  return plan;
}

/**
 * Of what a plan brings, the ceiling that keeps raised true peaks where they were may take back half: where references
 * peak above full scale themselves it would cost all of it, and is left to a person by a note.
 */
const MOST_SPOILED: Normal = 0.5;

export interface RenderedPart {
  /** How many of the linear fixes it comes on top of, from the first. */
  kept: number;
  fixes: readonly Fix[];
  caused: readonly CausedAdvice[];
  /** Every feature after all of them. */
  values: ReadonlyMap<string, number>;
  masterFaultDb: Decibels;
  /** The same without the ceiling that true peaks are kept by, where there is one. */
  unheld?: Pick<RenderedPart, 'fixes' | 'values'> | undefined;
}
