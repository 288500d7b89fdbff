import { expect, test } from '@jest/globals';
import { cutBetween, PlainWaveProducts, waveProducts } from '../../src/dsp/wave-products.ts';
import { whiteNoise } from './signals.ts';

const WAVE = Float32Array.of(0, 0, 0, 1, -2, 3, 0, 0, 0);

test.each([
  ['plain', new PlainWaveProducts(WAVE)],
  ['fastest', waveProducts(WAVE)],
])('products and energies of whole samples are plain sums, beyond the ends too: %s', (_, products) => {
  const model = Float64Array.of(1, -2, 3);
  expect([...products.measure([3, 2, 5, 8, -30, 40], model)]).toEqual([14, 14, -8, 5, 3, 9, 0, 0, 0, 0, 0, 0]);
});

test('what is cut between samples is what the polynomial through them has there', () => {
  const cubic = (at: number): number => 1 + at - 0.5 * at ** 2 + 0.01 * at ** 3;
  const samples = Float32Array.from({ length: 30 }, (_, i) => cubic(i));
  cutBetween(samples, 10.3, 8).forEach((value, i) => expect(value).toBeCloseTo(cubic(10.3 + i), 4));
});

test('the kernel measures what the reference does', () => {
  const [wave, model] = [whiteNoise(1, 500, 1), Float64Array.from(whiteNoise(1, 64, 2))];
  const starts = [0, 17.25, 100.999, 470.5, -3.5];
  const [fast, plain] = [waveProducts(wave), new PlainWaveProducts(wave)].map((one) => one.measure(starts, model));
  fast.forEach((value, i) => expect(value).toBeCloseTo(plain[i], 10));
});
