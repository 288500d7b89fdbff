import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldPitches, foldPitchesPlainly, type FoldingRules } from '../../src/dsp/pitch-classes.ts';
import { pitchColumn, pitchPlan, pitchRows, PlainPitchRows, type PitchRows } from '../../src/dsp/pitch-rows.ts';
import { whiteNoise } from './signals.ts';

const PLANS = [pitchPlan(2.7, 36, 600, 1.25), pitchPlan(10.8, 600, 2500, 3)];

/** Noise with a few lines, each over three bins; now and then silence, and spectra that end early. */
function spectrumOf(seed: number, bins: number): Float32Array {
  const power = whiteNoise(1, bins, seed).map((value) => 1e-6 * value * value);
  if (seed % 7 === 0) return power.fill(0);
  for (let line = 1; line < 9; line++) {
    const bin = (seed * 31 + line * 37) % (bins - 2);
    power.set([0.02 * line, 0.05 * line, 0.03 * line], bin);
  }
  return power;
}

const rowsOf = (own: PitchRows, spectra: readonly Float32Array[]): Float32Array => {
  spectra.forEach((spectrum) => own.push(spectrum));
  return own.finish();
};

test('the kernel finds the pitches that the reference does', () => {
  fc.assert(
    fc.property(fc.nat(1e5), fc.integer({ min: 40, max: 700 }), fc.constantFrom(...PLANS), (seed, bins, plan) => {
      const spectra = [0, 1, 2].map((i) => spectrumOf(seed + i, bins));
      const [rows, expected] = [pitchRows(plan), new PlainPitchRows(plan)].map((own) => rowsOf(own, spectra));
      expect(rows).toHaveLength(3 * plan.columns);
      rows.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-5));
    }),
    { numRuns: 60 },
  );
});

test('a line is put where its frequency lies, and silence nowhere', () => {
  const plan = PLANS[0];
  const power = new Float32Array(400).fill(1e-9);
  const bin = Math.round(220 / plan.hzPerBin);
  power.set([0.5, 1, 0.5], bin - 1);
  const row = rowsOf(pitchRows(plan), [power, new Float32Array(400)]);
  const strongest = row.indexOf(Math.max(...row));
  expect(plan.firstColumn + strongest).toBe(pitchColumn(bin * plan.hzPerBin));
  expect(Math.max(...row.subarray(plan.columns))).toBe(0);
});

const RULES: FoldingRules = {
  columnsPerOctave: 36,
  explained: [
    { offset: 57, share: 0.6 },
    { offset: 84, share: 0.5 },
  ],
  besideShare: 0.5,
  upperFrom: 94,
  bassWeights: Float64Array.from({ length: 108 }, (_, column) => 2 ** (-column / 108)),
  supporting: [36, 57, 72],
  fullSupport: 2,
  unsupported: 0.05,
};

test('the kernel folds pitches as the reference does, to the last bit', () => {
  fc.assert(
    fc.property(fc.nat(1e5), fc.nat(9), (seed, pools) => {
      const [low, main] = PLANS.map((plan, i) => {
        const noise = whiteNoise(1, pools * plan.columns, seed + i);
        return { plan, rows: noise.map((value) => Math.max(0, 9 * value - 6)) };
      });
      expect(foldPitches(low, main, pools, RULES)).toEqual(foldPitchesPlainly(low, main, pools, RULES));
    }),
    { numRuns: 60 },
  );
});
