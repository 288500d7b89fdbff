import { expect, test } from '@jest/globals';
import { decimated, decimatedPlainly } from '../../src/dsp/decimated.ts';
import { DECIMATION, spectraPlan } from '../../src/dsp/spectra-plan.ts';
import { sine, whiteNoise } from './signals.ts';

const RATE = 44100;
const TAPS = spectraPlan(RATE).decimator;

test.each([
  ['plainly', decimatedPlainly],
  ['fastest', decimated],
])('keeps every 16th sample of a bass and nothing of what would fold onto it, %s', (_, decimate) => {
  const bass = decimate(sine(100, 0.5, 1, RATE), TAPS);
  expect(bass).toHaveLength(Math.ceil(RATE / DECIMATION));
  const original = sine(100, 0.5, 1, RATE);
  // Away from the ends, where silence meets the tone.
  for (let n = 8; n < bass.length - 8; n++) expect(bass[n]).toBeCloseTo(original[n * DECIMATION], 4);
  const folding = decimate(sine(RATE / DECIMATION + 100, 0.5, 1, RATE), TAPS);
  for (let n = 8; n < folding.length - 8; n++) expect(Math.abs(folding[n])).toBeLessThan(0.5e-5 * 2);
  expect(decimate(new Float32Array(0), TAPS)).toHaveLength(0);
});

test.each([1, 15, 16, 17, 129, 1000])('the kernel agrees with the reference, %i samples', (length) => {
  const samples = whiteNoise(0.4, length, 3);
  const expected = decimatedPlainly(samples, TAPS);
  const found = decimated(samples, TAPS);
  expect(found).toHaveLength(expected.length);
  found.forEach((value, n) => {
    expect(value).toBeCloseTo(expected[n], 6);
  });
});
