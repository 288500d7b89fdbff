import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ComplexFft } from '../../src/dsp/fft.ts';
import { WasmFft } from '../../src/dsp/kernels/wasm-fft.ts';
import { PlainFft } from '../../src/dsp/plain-fft.ts';
import { whiteNoise } from './signals.ts';

const sizes = fc.integer({ min: 0, max: 9 }).map((exponent) => 2 ** exponent);
const signals = sizes.chain((size) => {
  const part = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size });
  return fc.tuple(part, part).map(([re, im]) => ({ re: Float64Array.from(re), im: Float64Array.from(im) }));
});

function greatestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

function transformByDefinition(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array } {
  const size = re.length;
  const result = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size;
      result.re[k] += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
      result.im[k] += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
    }
  }
  return result;
}

describe('ComplexFft', () => {
  test('is the sum that defines it, at powers of four and of two', () => {
    fc.assert(
      fc.property(signals, ({ re, im }) => {
        const expected = transformByDefinition(re, im);
        new ComplexFft(re.length).forward(re, im);
        expect(greatestDifference(re, expected.re)).toBeLessThan(1e-11);
        expect(greatestDifference(im, expected.im)).toBeLessThan(1e-11);
      }),
      { numRuns: 40 },
    );
  });

  test('gives the input back by the inverse, and keeps its energy', () => {
    fc.assert(
      fc.property(signals, ({ re, im }) => {
        const fft = new ComplexFft(re.length);
        const [wasRe, wasIm] = [re.slice(), im.slice()];
        const energy = (): number => re.reduce((sum, value, i) => sum + value * value + im[i] * im[i], 0);
        const before = energy();
        fft.forward(re, im);
        expect(energy() / re.length).toBeCloseTo(before, 9);
        fft.inverse(re, im);
        expect(greatestDifference(re, wasRe)).toBeLessThan(1e-13);
        expect(greatestDifference(im, wasIm)).toBeLessThan(1e-13);
      }),
    );
  });

  test('on the kernels is what it is in plain TypeScript, at every size', () => {
    for (let size = 16; size <= 65536; size *= 2) {
      const [re, im] = [1, 2].map((seed) => Float64Array.from(whiteNoise(0.5, size, seed)));
      const [kernelRe, kernelIm] = [re.slice(), im.slice()];
      new PlainFft(size).forward(re, im);
      new WasmFft(size).forward(kernelRe, kernelIm);
      expect(greatestDifference(kernelRe, re)).toBeLessThan(1e-12 * size);
      expect(greatestDifference(kernelIm, im)).toBeLessThan(1e-12 * size);
    }
  });

  test('is linear', () => {
    fc.assert(
      fc.property(signals, fc.double({ min: -3, max: 3, noNaN: true }), ({ re, im }, factor) => {
        const fft = new ComplexFft(re.length);
        const [sumRe, sumIm] = [re.map((value, i) => value + factor * im[i]), im.map((value, i) => value - re[i])];
        const [aRe, aIm] = [re.slice(), im.slice()];
        const [bRe, bIm] = [im.map((value) => factor * value), re.map((value) => -value)];
        fft.forward(sumRe, sumIm);
        fft.forward(aRe, aIm);
        fft.forward(bRe, bIm);
        expect(
          greatestDifference(
            sumRe,
            aRe.map((value, i) => value + bRe[i]),
          ),
        ).toBeLessThan(1e-10);
        expect(
          greatestDifference(
            sumIm,
            aIm.map((value, i) => value + bIm[i]),
          ),
        ).toBeLessThan(1e-10);
      }),
    );
  });

  test('puts a complex exponential into its bin alone', () => {
    const size = 4096;
    const re = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * 37 * n) / size));
    const im = Float64Array.from({ length: size }, (_, n) => Math.sin((2 * Math.PI * 37 * n) / size));
    new ComplexFft(size).forward(re, im);
    expect(re[37]).toBeCloseTo(size, 8);
    re[37] = 0;
    expect(Math.max(...re.map(Math.abs), ...im.map(Math.abs))).toBeLessThan(1e-9);
  });

  test.each([0, 3, 12, -4, 2.5, NaN])('refuses the size %d', (size) => {
    expect(() => new ComplexFft(size)).toThrow(RangeError);
  });
});
