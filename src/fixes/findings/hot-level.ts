import { amplitudeToDb } from '../../dsp/decibels.ts';
import { withUnit } from '../../dsp/spoken-units.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { FindingKind } from '../stem-findings.ts';

/** Inside Live nothing clips there; a file of 24 bits does, and so does whatever stands on the main track. */
const HIGHEST_PEAK_DB: Decibels = 0.5;

/** Gain staging: a stem that peaks above full scale before it even meets the others. */
export const hotLevelFinding: FindingKind = (stem, { flatTops: { ceiling } }) => {
  const peakDb = amplitudeToDb(ceiling);
  if (!(peakDb > HIGHEST_PEAK_DB)) return undefined;
  return {
    stem,
    move: undefined,
    byHand: `it peaks above full scale. Lower all faders by ${String(Math.ceil(peakDb) + 1)} dB together and make up for it on the main track, so that the balance stays.`,
    why: `Its highest sample is +${withUnit(peakDb, 'dBFS', 1)}: an export in 24 bits cuts it off.`,
    colours: false,
    bendsLevel: false,
  };
};
