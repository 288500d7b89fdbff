import type { Hertz } from '../dsp/units.ts';

/** A band as the catalogue names it: `{ name: '31.5', centreHz: 31.5 }`, nominal frequencies of IEC 61260-1. */
export interface NamedBand {
  name: string;
  centreHz: Hertz;
}

/** Nominal third octaves 25 Hz–20 kHz; the exact centre of band n (counted from 1 kHz) is 1000 · 10^(n/10). */
const NOMINAL_HZ: readonly Hertz[] = [
  25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000,
  5000, 6300, 8000, 10_000, 12_500, 16_000, 20_000,
];

/** Place of 1 kHz in the table above. */
const INDEX_OF_1_KHZ = 16;

/** The third octaves whose level is a feature: above 16 kHz most encoders and ears are out. */
export const TONE_BANDS: readonly NamedBand[] = NOMINAL_HZ.filter((hz) => hz <= 16_000).map(named);

/** The octaves whose width and correlation are features; each is made of three third octaves. */
export const STEREO_OCTAVES: readonly NamedBand[] = NOMINAL_HZ.filter((_, index) => index % 3 === 1).map(named);

/** Nominal frequency of the third octave nearest to a centre, exact or nominal; `undefined` outside 25 Hz–20 kHz. */
export function nominalHz(centreHz: Hertz): Hertz | undefined {
  return NOMINAL_HZ[Math.round(10 * Math.log10(centreHz / 1000)) + INDEX_OF_1_KHZ];
}

function named(centreHz: Hertz): NamedBand {
  return { name: String(centreHz), centreHz };
}
