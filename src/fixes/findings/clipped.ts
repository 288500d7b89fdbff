import { amplitudeToDb } from '../../dsp/decibels.ts';
import { spokenNumber, withUnit } from '../../dsp/spoken-units.ts';
import type { FindingKind } from '../stem-findings.ts';

/** One or two may be a note that just touched the ceiling; twenty are heard, or meant. */
const FEWEST_CORNERS = 20;

/**
 * A stem whose peaks are cut off. Nothing brings back what was above the ceiling, so that this is always for a person.
 */
export const clippedFinding: FindingKind = (stem, { flatTops: { corners, share, ceiling } }) => {
  if (corners < FEWEST_CORNERS) return undefined;
  return {
    stem,
    move: undefined,
    byHand:
      'its peaks are clipped. Turn down what drives the clipping device or plug-in (or its output, where that clips), and export again; leave it if the distortion is meant.',
    why: `The waveform runs into a flat ceiling at ${withUnit(amplitudeToDb(ceiling), 'dBFS', 1)} in ${String(corners)} places, ${spokenNumber(100 * share, 2)} % of all samples.`,
    colours: false,
    bendsLevel: true,
  };
};
