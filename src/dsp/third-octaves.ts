import type { Frames, Hertz } from './units.ts';

/** A third-octave band of IEC 61260-1 (base 10). */
export interface ThirdOctave {
  /** The nominal centre as text, the last part of a feature's id: `31.5`, `200`, `1250`. */
  id: string;
  /** The rounded centre by which the band is called. */
  nominalHz: Hertz;
  /** The exact centre, 1000·10^(n/10). */
  centreHz: Hertz;
  /** Edges at 10^(±1/20) of the exact centre, so that neighbours meet. */
  lowHz: Hertz;
  highHz: Hertz;
}

const NOMINAL_HZ = [
  25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000,
  5000, 6300, 8000, 10000, 12500, 16000, 20000,
];

/** Index of 1 kHz in the list, the band that the standard counts from. */
const REFERENCE_INDEX = NOMINAL_HZ.indexOf(1000);

/** The bands of hearing, 25 Hz to 20 kHz, rising. */
export const THIRD_OCTAVES: readonly ThirdOctave[] = NOMINAL_HZ.map((nominalHz, index) => {
  const centreHz = 1000 * 10 ** ((index - REFERENCE_INDEX) / 10);
  return {
    id: String(nominalHz),
    nominalHz,
    centreHz,
    lowHz: centreHz * 10 ** (-1 / 20),
    highHz: centreHz * 10 ** (1 / 20),
  };
});

/** The bands whose exact centre lies below half the sample rate. The last one may be cut by it. */
export function thirdOctavesBelowNyquist(sampleRateHz: Hertz): readonly ThirdOctave[] {
  return THIRD_OCTAVES.filter((band) => band.centreHz < sampleRateHz / 2);
}

/** How much of each bin of a spectrum belongs to a band: weight i is that of bin `firstBin` + i. */
export interface BinWeights {
  firstBin: number;
  weights: Float64Array;
}

/**
 * The share of each bin of a transform that lies in a band. A bin reaches half a bin's width to both sides of its
 * frequency, and one that an edge cuts counts in part on both sides, so the weights of all bands add up to one and
 * the powers of all bands to the power of the spectrum.
 *
 * @param size length of the transform; bins 0 … size / 2 exist
 * @returns no weights where the band lies above Nyquist
 */
export function binWeights(band: Pick<ThirdOctave, 'lowHz' | 'highHz'>, size: Frames, sampleRateHz: Hertz): BinWeights {
  const low = (band.lowHz * size) / sampleRateHz;
  const high = Math.min((band.highHz * size) / sampleRateHz, size / 2 + 0.5);
  const firstBin = Math.round(low);
  const count = Math.max(0, Math.ceil(high - 0.5) - firstBin + 1);
  const weights = new Float64Array(count).fill(1);
  const shareOf = (bin: number): number => Math.max(0, Math.min(high, bin + 0.5) - Math.max(low, bin - 0.5));
  // No edge cuts a bin but the first and the last.
  if (count > 0) weights[0] = shareOf(firstBin);
  if (count > 1) weights[count - 1] = shareOf(firstBin + count - 1);
  return { firstBin, weights };
}
