import { dbToAmplitude } from '../../dsp/decibels.ts';
import type { Decibels, Hertz } from '../../dsp/units.ts';
import type { MixPredictor } from './predict.ts';
import { evenResponse, sideResponse, type StemResponse } from './stem-response.ts';

/**
 * What the same style differs by from hand to hand: each stem is a little louder or softer, brighter or darker in one
 * octave or another, wider or narrower. For each of these by one decibel what it does to the features of the mix, as a
 * vector like those of `predict`; a mix differs from another by any sum of them, each as often up as down. By how many
 * decibels, `ReferenceLikeness` learns from the references.
 *
 * None of them moves the balance of left and right: finished mixes stand in the middle, and what leans with the level
 * of a stem in this one is a fault of it.
 *
 * Other songs have other sounds, but in a style each has its own place, so that the stems of one tell roughly what
 * those of another do.
 *
 * @param stems their places in the mix model
 */
export function stemDifferences(
  predictor: Pick<MixPredictor, 'model' | 'keys' | 'predict'>,
  stems: readonly number[],
): Float64Array[] {
  const { bandCentreHz } = predictor.model;
  const before = predictor.predict(new Map());
  const responses = responsesOf(bandCentreHz);
  const isBalance = predictor.keys.map((key) => key.startsWith('stereo.balance'));
  return stems.flatMap((stem) =>
    responses.map((response) =>
      predictor.predict(new Map([[stem, response]])).map((value, i) => (isBalance[i] ? 0 : value - before[i])),
    ),
  );
}

const ONE_DB: Decibels = 1;

const OCTAVES: readonly Hertz[] = [63, 125, 250, 500, 1000, 2000, 4000, 8000];
/** Standard deviation of a hump in octaves: neighbours add up to a flat boost. */
const HUMP_OCTAVES = 0.5;

function responsesOf(bandCentreHz: readonly Hertz[]): StemResponse[] {
  const flat = new Float64Array(bandCentreHz.length).fill(dbToAmplitude(ONE_DB));
  const humps = OCTAVES.map((centreHz) =>
    Float64Array.from(bandCentreHz, (hz) =>
      dbToAmplitude(ONE_DB * Math.exp(-((Math.log2(hz / centreHz) / HUMP_OCTAVES) ** 2) / 2)),
    ),
  );
  return [evenResponse(flat), ...humps.map(evenResponse), sideResponse(flat)];
}
