import type { Decibels } from '../../dsp/units.ts';

/**
 * The lowest value of a feature that anyone hears. A third octave is stated against the loudness of its kind of
 * section; with music at 85 dB one of −40 dB lies at the threshold of hearing at 50 Hz (ISO 226: 44 dB) and is covered
 * by its neighbours above. One that stands 7 dB over nothing tells nothing, and nobody can be held to where it stands.
 *
 * @param id of the catalogue
 * @returns −Infinity for all others
 */
export function lowestHeard(id: string): Decibels {
  return id.startsWith('tone.band.') ? -40 : -Infinity;
}
