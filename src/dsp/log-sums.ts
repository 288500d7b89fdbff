import { kernelsSupported } from './kernels/kernel-instance.ts';
import { wasmLogSums } from './kernels/wasm-log-sums.ts';
import type { FineSpectra } from './meters.ts';
import type { BinWeights } from './third-octaves.ts';
import type { Power } from './units.ts';

/**
 * Sums of the logarithms of powers, mid + side, over bins and over rows. The logarithm of a product is the sum of the
 * logarithms: one does for several powers.
 */
export interface LogSums {
  /**
   * For each band of each row Σ weight·ln(power + tiniest) and Σ weight·power: row-major, two numbers a band.
   *
   * @param tiniest keeps the logarithm of an empty bin finite; at least 1e-38
   */
  ofBands(spectra: FineSpectra, bands: readonly BinWeights[], tiniest: Power): Float64Array;
  /**
   * Σ ln(power + tiniest) over all rows for each of `count` bins from `firstBin` on.
   *
   * @param tiniest as above; at least 1e-19
   */
  ofRows(spectra: FineSpectra, firstBin: number, count: number, tiniest: Power): Float64Array;
}

/** On the kernels, where this machine runs them, with the same result to the rounding of logarithms. */
export function logSums(): LogSums {
  return kernelsSupported() ? wasmLogSums : plainLogSums;
}

/** Products of so many of the tiniest powers that are allowed are above 1e-308, the least that a double holds. */
export const BINS_AT_ONCE = 8;
export const ROWS_AT_ONCE = 16;

/** `LogSums` in plain TypeScript. */
export const plainLogSums: LogSums = {
  ofBands({ bins, mid, side }, bands, tiniest) {
    const rows = mid.length / bins;
    const sums = new Float64Array(2 * rows * bands.length);
    for (let row = 0, to = 0; row < rows; row++) {
      for (const { firstBin, weights } of bands) {
        let logs = 0;
        let power = 0;
        let product = 1;
        for (let i = 0, at = row * bins + firstBin; i < weights.length; i++, at++) {
          const value = mid[at] + side[at];
          power += weights[i] * value;
          // Whole bins are multiplied before the logarithm is taken, of a few together.
          if (weights[i] === 1) product *= value + tiniest;
          else logs += weights[i] * Math.log(value + tiniest);
          if (i % BINS_AT_ONCE === 0) {
            logs += Math.log(product);
            product = 1;
          }
        }
        sums[to++] = logs + Math.log(product);
        sums[to++] = power;
      }
    }
    return sums;
  },
  ofRows({ bins, mid, side }, firstBin, count, tiniest) {
    const rows = mid.length / bins;
    const sums = new Float64Array(count);
    const product = new Float64Array(count);
    for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
      product.fill(1);
      for (let row = first; row < Math.min(rows, first + ROWS_AT_ONCE); row++) {
        for (let i = 0, at = row * bins + firstBin; i < count; i++, at++) product[i] *= mid[at] + side[at] + tiniest;
      }
      for (let i = 0; i < count; i++) sums[i] += Math.log(product[i]);
    }
    return sums;
  },
};
