/** What the fixes read of the producer's taste. It re-ranks and re-scales; it never makes a fix that the gap does not ask for. */
export interface TasteView {
  /** 0–1: how likely this producer accepts a fix of this kind on a stem of this role. */
  acceptance(kind: string, role: string): number;
  /** How much of our size this producer usually keeps; 1 = all of it. */
  sizeFactor(kind: string, role: string): number;
}

/**
 * Taste before any answer. Suggestions that a careful tool shows are accepted about three times in four (`automix.md` 6.2
 * starts its simulations there), so a first confidence is not 1.
 */
export const UNKNOWN_TASTE: TasteView = { acceptance: () => 0.75, sizeFactor: () => 1 };
