import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logSums, plainLogSums } from '../../src/dsp/log-sums.ts';
import type { FineSpectra } from '../../src/dsp/meters.ts';
import { whiteNoise } from './signals.ts';

const material = fc.record({ rows: fc.nat(40), bins: fc.integer({ min: 12, max: 90 }), seed: fc.nat(99) });

/** Powers over twelve decades, and empty bins. */
function spectraOf({ rows, bins, seed }: { rows: number; bins: number; seed: number }): FineSpectra {
  const powers = (own: number): Float32Array =>
    whiteNoise(1, rows * bins, own).map((value) => (value > 0.8 ? 0 : 10 ** (6 * value - 6)));
  return { hzPerBin: 10, bins, mid: powers(seed), side: powers(seed + 1) };
}

const BANDS = [
  { firstBin: 1, weights: Float64Array.of(0.25, 1, 1, 0.5) },
  { firstBin: 4, weights: Float64Array.of(0.5, 1, 1, 1, 1, 1, 1, 0.75) },
];

test('the kernel sums logarithms as the reference does', () => {
  fc.assert(
    fc.property(material, (size) => {
      const spectra = spectraOf(size);
      const sums = [logSums(), plainLogSums].map((own) => [
        ...own.ofBands(spectra, BANDS, 1e-20),
        ...own.ofRows(spectra, 2, 9, 1e-14),
      ]);
      expect(sums[0]).toHaveLength(4 * size.rows + 9);
      sums[0].forEach((sum, i) => expect(sum).toBeCloseTo(sums[1][i], 9));
    }),
    { numRuns: 60 },
  );
});

test('sums are those of the formula, also where nothing sounds', () => {
  const spectra = spectraOf({ rows: 3, bins: 14, seed: 5 });
  spectra.mid.fill(0, 14, 28);
  spectra.side.fill(0, 14, 28);
  const power = (row: number, bin: number): number => spectra.mid[14 * row + bin] + spectra.side[14 * row + bin];
  const bands = logSums().ofBands(spectra, BANDS, 1e-20);
  for (const row of [0, 1, 2]) {
    BANDS.forEach(({ firstBin, weights }, band) => {
      const expected = weights.reduce((sum, weight, i) => sum + weight * Math.log(power(row, firstBin + i) + 1e-20), 0);
      expect(bands[2 * (2 * row + band)]).toBeCloseTo(expected, 8);
      const whole = weights.reduce((sum, weight, i) => sum + weight * power(row, firstBin + i), 0);
      expect(bands[2 * (2 * row + band) + 1]).toBeCloseTo(whole, 12);
    });
  }
  logSums()
    .ofRows(spectra, 3, 4, 1e-14)
    .forEach((sum, i) => {
      const expected = [0, 1, 2].reduce((total, row) => total + Math.log(power(row, 3 + i) + 1e-14), 0);
      expect(sum).toBeCloseTo(expected, 8);
    });
});
