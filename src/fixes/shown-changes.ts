import { inputInWords, NO_INPUT, SIDECHAIN_INPUT, STEM_TAP } from '../live/sidechain-input.ts';
import type { Fix, FixChange } from '../store/plan-document.ts';

/** Everything that a fix changes, as rows for a person: its parameters, then what its sidechain hears. */
export function shownChanges({ changes, sidechainFrom }: Pick<Fix, 'changes' | 'sidechainFrom'>): readonly FixChange[] {
  if (sidechainFrom === undefined) return changes;
  const to = inputInWords({ source: sidechainFrom, tap: STEM_TAP });
  // Only what hears nothing is routed: a device that is new, or one whose input was lost.
  return [...changes, { parameter: SIDECHAIN_INPUT, from: NO_INPUT, to, unit: '' }];
}
