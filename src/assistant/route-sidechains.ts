import type { EmbeddedSet } from '../live/embedded-set.ts';
import type { PlanDocument } from '../store/plan-document.ts';

/** Does in an embedded set what the plan asks a person to do by hand: chooses what its compressors listen to. */
export async function routeSidechains(set: EmbeddedSet, { fixes }: Pick<PlanDocument, 'fixes'>): Promise<void> {
  for (const { track, device, sidechainFrom } of fixes) {
    if (sidechainFrom !== undefined) await set.routeSidechain(track, device, sidechainFrom);
  }
}
