import type { Hertz } from './units.ts';

/** A band one equivalent rectangular bandwidth wide, as the ear's filters are. */
export interface ErbBand {
  centreHz: Hertz;
  /** Edges half an ERB to both sides, so that neighbours meet. */
  lowHz: Hertz;
  highHz: Hertz;
}

/** Centres at ERB-numbers 1 to 41: 26 Hz to 18.6 kHz, the range of third octaves, in steps as even as the ear's. */
const ERB_BAND_COUNT = 41;

/**
 * Bands at a spacing of one ERB, rising. ERB-number of a frequency: 21.4·log10(1 + 4.37·f/kHz), the integral of the
 * bandwidth 24.7·(1 + 4.37·f/kHz) Hz (Glasberg and Moore, Hearing Research 47, 1990).
 */
export const ERB_BANDS: readonly ErbBand[] = Array.from({ length: ERB_BAND_COUNT }, (_, i) => ({
  centreHz: erbFrequency(i + 1),
  lowHz: erbFrequency(i + 0.5),
  highHz: erbFrequency(i + 1.5),
}));

/** The bands whose centre lies below half the sample rate. The last one may be cut by it. */
export function erbBandsBelowNyquist(sampleRateHz: Hertz): readonly ErbBand[] {
  return ERB_BANDS.filter(({ centreHz }) => centreHz < sampleRateHz / 2);
}

/** The frequency of an ERB-number. */
function erbFrequency(erbNumber: number): Hertz {
  return (1000 * (10 ** (erbNumber / 21.4) - 1)) / 4.37;
}
