import { ERB_BANDS } from '../../dsp/erb-bands.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Decibels, Hertz } from '../../dsp/units.ts';
import type { EarPowers } from '../masking/ear-powers.ts';

/** A steady noise that goes on while the instrument rests. */
export interface NoiseFloor {
  /** Its level between 4 and 16 kHz, of both channels together. */
  levelDb: Decibels;
  /**
   * From here up nothing of the instrument itself rises above it, so that a high cut takes the noise alone; `undefined`
   * where the instrument is heard to the top.
   */
  aloneFromHz: Hertz | undefined;
}

/** Where hiss is heard as hiss, and few instruments leave much when they rest. */
const HISS_HZ: readonly [Hertz, Hertz] = [4000, 16_000];
/** The instrument rests where the rest of its sound is so far below its loud moments … */
const REST_DB: Decibels = 10;
/** … and of these moments the quietest count, in which notes have died away. */
const REST_SHARE = 0.25;
/** Two seconds of rests: fewer are the end of one note. */
const FEWEST_RESTS = 20;
/**
 * Noise through a tenth of a second and a band of the ear above 4 kHz (0.5 to 1.7 kHz wide) varies by less than ±1 dB
 * in nine of ten rows; a decay, a reverb or a pad moves by many.
 */
const STEADY_DB: Decibels = 3;
/** What the loud moments add to the rests' level at most where the instrument is not heard above the noise. */
const UNHEARD_DB: Decibels = 1.5;
/** 60 dB below full scale: 50 below a loud master's level, what a listener hears in a pause. */
const LEAST_LEVEL_DB: Decibels = -60;

const BANDS = ERB_BANDS.length;
const LOUD_QUANTILE = 0.95;
const SPREAD_QUANTILES = [0.1, 0.9] as const;

/**
 * Finds the hiss of a preamplifier, a noisy plug-in or a bad recording: a level between 4 and 16 kHz that is the same
 * in all rests of the instrument. A noise that comes and goes with the notes is part of the sound and is not one, nor
 * is anything where the instrument never rests, or where the rests are silence.
 *
 * @param ear of the whole stem; moments without any sound do not count
 * @returns `undefined` where there is none above −60 dBFS
 */
export function findNoiseFloor({ rows, powers }: EarPowers): NoiseFloor | undefined {
  const hiss = ERB_BANDS.flatMap(({ centreHz }, band) =>
    centreHz >= HISS_HZ[0] && centreHz <= HISS_HZ[1] ? [band] : [],
  );
  const sounding = Array.from({ length: rows }, (_, row) => row).filter((row) => powers[row * BANDS + hiss[0]] > 0);
  const bodies = sounding.map((row) => sumOf(powers, row, 0, hiss[0]));
  if (sounding.length < FEWEST_RESTS) return undefined;
  const loud = quantile(bodies, LOUD_QUANTILE);
  const quiet = bodies.filter((body) => body <= loud * 10 ** (-REST_DB / 10));
  if (quiet.length * REST_SHARE < FEWEST_RESTS) return undefined;
  const quietest = quantile(quiet, REST_SHARE);
  const rests = sounding.filter((_, i) => bodies[i] <= quietest);
  const levels = hiss.map((band) => rests.map((row) => decibels(powers[row * BANDS + band])));
  const isSteady = levels.every((level) => {
    const [low, high] = SPREAD_QUANTILES.map((share) => quantile(level, share));
    return high - low <= STEADY_DB;
  });
  const floorDb = levels.map((level) => quantile(level, 0.5));
  const levelDb = decibels(floorDb.reduce((sum, db) => sum + 10 ** (db / 10), 0));
  if (!isSteady || levelDb < LEAST_LEVEL_DB) return undefined;
  return { levelDb, aloneFromHz: aloneFrom(powers, sounding, rests) };
}

/** The lowest frequency from which on the loud moments are no louder than the rests, up to the top. */
function aloneFrom(powers: Float32Array, sounding: readonly number[], rests: readonly number[]): Hertz | undefined {
  const at = (places: readonly number[], band: number, share: number): Decibels =>
    quantile(
      places.map((row) => decibels(powers[row * BANDS + band])),
      share,
    );
  const top = ERB_BANDS.findLastIndex(({ centreHz }) => centreHz <= HISS_HZ[1]);
  let lowest: number | undefined;
  for (let band = top; band >= 0; band--) {
    if (at(sounding, band, LOUD_QUANTILE) - at(rests, band, LOUD_QUANTILE) > UNHEARD_DB) break;
    lowest = band;
  }
  return lowest === undefined ? undefined : ERB_BANDS[lowest].centreHz;
}

function sumOf(powers: Float32Array, row: number, from: number, to: number): number {
  let sum = 0;
  for (let band = from; band < to; band++) sum += powers[row * BANDS + band];
  return sum;
}

function decibels(power: number): Decibels {
  return 10 * Math.log10(power);
}
