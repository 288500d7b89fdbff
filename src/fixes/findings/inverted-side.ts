import { spokenNumber, withUnit } from '../../dsp/spoken-units.ts';
import { INAUDIBLE_DB } from '../stem-context.ts';
import { utilityFor } from '../kinds/utility-in-place.ts';
import type { FindingKind } from '../stem-findings.ts';

/**
 * Ping-pong delays and wide choruses come to −0.45 (the plucks of the demo's songs); from here on seven decibels more
 * are lost in mono than stay, which nobody means. What was nearly mono, which suffers most, goes far beyond.
 */
const INVERTED_CORRELATION = -0.6;

/** One side turned over: what both sides share cancels in mono. */
export const invertedSideFinding: FindingKind = (stem, { correlation }) => {
  if (correlation > INVERTED_CORRELATION || !stem.audibilityDb.some((db) => db > INAUDIBLE_DB)) return undefined;
  const canInvert = utilityFor(stem, 'Right Inv') !== undefined;
  const leftInMonoDb = 10 * Math.log10((1 + correlation) / 2);
  const lost = correlation < -0.99 ? 'nearly all of it' : withUnit(-leftInMonoDb, 'dB', 1);
  return {
    stem,
    move: canInvert ? { kind: 'polarity', stem: stem.index, size: 1, hz: 0, q: 0 } : undefined,
    byHand:
      'its sides cancel each other. Narrow what widens it, or invert its right side with a Utility; a frozen track has to be unfrozen first.',
    why: `Left and right are out of phase (correlation ${spokenNumber(correlation, 2)}): ${lost} is lost where a club or a phone plays it in mono.`,
    colours: false,
  };
};
