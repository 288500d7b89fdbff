import { spokenNumber, withUnit } from '../../dsp/spoken-units.ts';
import { INAUDIBLE_DB } from '../stem-context.ts';
import { utilityFor } from '../kinds/utility-in-place.ts';
import type { Move } from '../fix-kind.ts';
import type { FindingKind } from '../stem-findings.ts';

/**
 * Ping-pong delays and wide choruses come to −0.45 (the plucks of the demo's songs); from here on seven decibels more
 * are lost in mono than stay, which nobody means. What was nearly mono, which suffers most, goes far beyond.
 */
export const CANCELLING_CORRELATION = -0.6;

/**
 * The widest of these with twice the side, the most that a Utility gives, comes to −0.83: beyond, no width but one side
 * turned over makes it. Before, both do, and which of them it is only the mix beside its references tells.
 */
const INVERTED_CORRELATION = -0.85;

/** Sides that cancel each other in mono: one of them is turned over, or the whole is far too wide. */
export const invertedSideFinding: FindingKind = (stem, { correlation }) => {
  if (correlation > CANCELLING_CORRELATION || !stem.audibilityDb.some((db) => db > INAUDIBLE_DB)) return undefined;
  const isInverted = correlation <= INVERTED_CORRELATION && utilityFor(stem, 'Right Inv') !== undefined;
  const leftInMonoDb = 10 * Math.log10((1 + correlation) / 2);
  const lost = correlation < -0.99 ? 'nearly all of it' : withUnit(-leftInMonoDb, 'dB', 1);
  return {
    stem,
    move: isInverted ? { kind: 'polarity', stem: stem.index, size: 1, hz: 0, q: 0 } : undefined,
    byHand:
      'its sides cancel each other. Narrow what widens it, or invert its right side with a Utility; a frozen track has to be unfrozen first.',
    why: `Left and right are out of phase (correlation ${spokenNumber(correlation, 2)}): ${lost} is lost where a club or a phone plays it in mono.`,
    colours: false,
    bendsLevel: false,
    mendedBy: mendsCancelling,
  };
};

/** Whether a move is for sides that cancel each other. */
export function mendsCancelling({ kind, size }: Move): boolean {
  return kind === 'polarity' || ((kind === 'width' || kind === 'width at level') && size < 0);
}
