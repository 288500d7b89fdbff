import { THIRD_OCTAVES, type ThirdOctave } from '../dsp/third-octaves.ts';
import type { Hertz } from '../dsp/units.ts';

/** The third octaves whose level is a feature: above 16 kHz most encoders and most ears are out. */
export const TONE_BANDS: readonly ThirdOctave[] = THIRD_OCTAVES.filter(({ nominalHz }) => nominalHz <= 16_000);

/** The third octaves at the centre of an octave, 31.5 Hz–16 kHz, whose width and correlation are features. */
export const OCTAVE_CENTRES: readonly ThirdOctave[] = THIRD_OCTAVES.filter((_, index) => index % 3 === 1);

/** Nominal frequency of the third octave nearest to a centre, exact or nominal; `undefined` outside 25 Hz–20 kHz. */
export function nominalHzOf(centreHz: Hertz): Hertz | undefined {
  // Band n counted from 1 kHz has its centre at 1000 · 10^(n/10), IEC 61260-1.
  return THIRD_OCTAVES[Math.round(10 * Math.log10(centreHz / 1000)) + INDEX_OF_1_KHZ]?.nominalHz;
}

const INDEX_OF_1_KHZ = THIRD_OCTAVES.findIndex(({ nominalHz }) => nominalHz === 1000);
