import type { EmbeddedSet } from '../live/embedded-set.ts';
import type { PlanDocument } from '../store/plan-document.ts';

/** Does in an embedded set what the plan asks a person to do by hand: chooses what its compressors listen to. */
export async function routeSidechains(set: EmbeddedSet, { fixes }: Pick<PlanDocument, 'fixes'>): Promise<void> {
  for (const { track, device, sidechainFrom } of fixes) {
    if (sidechainFrom !== undefined) await set.routeSidechain(track, device, sidechainFrom);
  }
}

/** The same in a set that was made of bounced stems, where standing devices are new ones of their model. */
export async function routeSidechainsOnStems(set: EmbeddedSet, { fixes }: Pick<PlanDocument, 'fixes'>): Promise<void> {
  for (const { track, device, model, sidechainFrom, standing } of fixes) {
    const from = sidechainFrom ?? standing?.hears;
    if (from !== undefined) await set.routeSidechain(track, model ?? device, from);
  }
}
