/**
 * What the fixes read of the producer's taste. It re-ranks and re-scales; it never makes a fix that the gap does not
 * ask for.
 */
export interface TasteView {
  /** 0–1: how likely this producer accepts a fix of this kind on a stem of this role. */
  acceptance(kind: string, role: string): number;
  /** How much of our size this producer usually keeps; 1 = all of it. */
  sizeFactor(kind: string, role: string): number;
}

/**
 * Taste before any answer: three accepted to one refused, as a new taste begins with too, so that a first confidence is
 * not 1.
 */
export const UNKNOWN_TASTE: TasteView = { acceptance: () => 0.75, sizeFactor: () => 1 };
