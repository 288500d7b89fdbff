import { powerToDb } from '../dsp/decibels.ts';
import type { Decibels, Hertz, Power } from '../dsp/units.ts';
import { nominalHzOf } from './band-names.ts';

/**
 * Level of the bass in full-scale decibels: 10·log10 of the power of both channels in the bands of `tone.bass`,
 * 31.5–125 Hz.
 *
 * @returns `-Infinity` for silence
 */
export function bassLevelDb(
  { mid, side }: { mid: ArrayLike<Power>; side: ArrayLike<Power> },
  bandCentreHz: readonly Hertz[],
): Decibels {
  let power = 0;
  bandCentreHz.forEach((centreHz, band) => {
    const hz = nominalHzOf(centreHz);
    if (hz !== undefined && hz >= BASS_HZ[0] && hz <= BASS_HZ[1]) power += mid[band] + side[band];
  });
  return powerToDb(power);
}

const BASS_HZ: readonly [Hertz, Hertz] = [31.5, 125];
