import type { Decibels } from '../../dsp/units.ts';

/**
 * The lowest value of a feature that anyone hears.
 *
 * A third octave is stated against the loudness of its kind of section; with music at 85 dB one of −40 dB lies at the
 * threshold of hearing at 50 Hz (ISO 226: 44 dB) and is covered by its neighbours above. One that stands 7 dB over
 * nothing tells nothing, and nobody can be held to where it stands.
 *
 * A side 27 dB below its middle is mono to the ear: from a correlation of 1 the least decrease that listeners notice
 * is 0.004 in narrow bands (Gabriel and Colburn, JASA 69, 1981; in broad noise 0.02, Pollack and Trittipoe, JASA 31,
 * 1959), and with S²/M² = s left and right correlate by (1 − s)/(1 + s).
 *
 * @param id of the catalogue
 * @returns −Infinity for all others
 */
export function lowestHeard(id: string): Decibels {
  return SIDE_LEVELS.test(id) ? -27 : lowestTelling(id);
}

/**
 * The lowest value of a feature that tells of a change at all. What is left of a side that nobody hears still tells
 * whether a pan is back in the middle.
 *
 * @returns −Infinity for all but third octaves
 */
export function lowestTelling(id: string): Decibels {
  return id.startsWith('tone.band.') ? -40 : -Infinity;
}

/** Features that are the level of the sides against the middle. */
export const SIDE_LEVELS = /^stereo\.(width|lowEndSide)/;
