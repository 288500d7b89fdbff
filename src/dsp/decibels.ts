import type { Decibels, Power } from './units.ts';

/**
 * Level of a power (mean square), 10·log10. Zero is `-Infinity`; a negative power is no power and gives `NaN`.
 */
export function powerToDb(power: Power): Decibels {
  return 10 * Math.log10(power);
}

/** Power of a level, the inverse of `powerToDb`; `-Infinity` is 0. */
export function dbToPower(level: Decibels): Power {
  return 10 ** (level / 10);
}

/** Level of an amplitude, 20·log10 of its magnitude; the sign is dropped, zero is `-Infinity`. */
export function amplitudeToDb(amplitude: number): Decibels {
  return 20 * Math.log10(Math.abs(amplitude));
}

/** Amplitude (≥ 0) of a level, the inverse of `amplitudeToDb`; `-Infinity` is 0. */
export function dbToAmplitude(level: Decibels): number {
  return 10 ** (level / 20);
}
