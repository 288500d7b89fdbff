import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { powerToDb } from '../../src/dsp/decibels.ts';
import { ComplexFft } from '../../src/dsp/fft.ts';
import { REFERENCE_METERS } from '../../src/dsp/kernels.ts';
import type { StereoSpectra } from '../../src/dsp/meters.ts';
import { THIRD_OCTAVES, thirdOctavesBelowNyquist } from '../../src/dsp/third-octaves.ts';
import { sine, whiteNoise } from './signals.ts';

function spectraOf(left: Float32Array, right: Float32Array, rate: number, stretch = left.length): StereoSpectra {
  const meter = REFERENCE_METERS.stereoSpectra(rate);
  for (let from = 0; from < left.length; from += stretch) {
    const piece = left.subarray(from, from + stretch);
    meter.push(piece, right.subarray(from, from + stretch), piece.length);
  }
  return meter.finish();
}

type Matrix = 'mid' | 'side' | 'leftMinusRight' | 'leftTimesRight';

/** Means over all rows but those that the ends of the signal touch, one a band. */
function bandMeans(spectra: StereoSpectra, matrix: Matrix): number[] {
  const columns = spectra.bandCentreHz.length;
  const [first, last] = [8, spectra.rows - 8];
  return spectra.bandCentreHz.map((_, band) => {
    let sum = 0;
    for (let row = first; row < last; row++) sum += spectra[matrix][row * columns + band];
    return sum / (last - first);
  });
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('StereoSpectra', () => {
  test.each([22050, 44100, 48000, 96000])(
    'at %d Hz reads a sine at a centre in its band, within 0.2 dB (0.5 below 40 Hz)',
    (rate) => {
      for (const [index, band] of thirdOctavesBelowNyquist(rate).entries()) {
        const signal = sine(band.centreHz, 0.5, 0.9, rate);
        const mid = bandMeans(spectraOf(signal, signal, rate), 'mid');
        // Both channels carry 0.125, mid carries their sum.
        expect(Math.abs(powerToDb(mid[index] / 0.25))).toBeLessThan(band.nominalHz < 40 ? 0.5 : 0.2);
      }
    },
  );

  test.each([44100, 48000])('at %d Hz reads pink noise flat', (rate) => {
    const pink = pinkNoise(2 ** 19, rate);
    const mid = bandMeans(spectraOf(pink, pink, rate), 'mid').map(powerToDb);
    const upper = mid.slice(9, 29);
    const centre = total(upper) / upper.length;
    for (const level of upper) expect(Math.abs(level - centre)).toBeLessThan(0.5);
    // Few independent moments fit into the narrow bands of the bass.
    for (const level of mid.slice(1, 9)) expect(Math.abs(level - centre)).toBeLessThan(2);
  });

  test('adds up to the mean square of the signal (Parseval), for each of mid and side', () => {
    const rate = 48000;
    const [a, b] = [pinkNoise(2 ** 18, rate), pinkNoise(2 ** 18, rate, 9)];
    const right = b.map((value, n) => 0.6 * a[n] - 0.2 * value);
    const spectra = spectraOf(a, right, rate);
    const meanSquare = (f: (n: number) => number): number => a.reduce((sum, _, n) => sum + f(n) ** 2, 0) / a.length;
    const mid = meanSquare((n) => (a[n] + right[n]) * Math.SQRT1_2);
    const side = meanSquare((n) => (a[n] - right[n]) * Math.SQRT1_2);
    expect(Math.abs(powerToDb(total(bandMeans(spectra, 'mid')) / mid))).toBeLessThan(0.1);
    expect(Math.abs(powerToDb(total(bandMeans(spectra, 'side')) / side))).toBeLessThan(0.1);
  });

  test('knows left from right, and together from apart', () => {
    const [a, b] = [whiteNoise(0.1, 60000, 3), whiteNoise(0.1, 60000, 4)];
    const silence = new Float32Array(60000);
    const sum = (left: Float32Array, right: Float32Array): Record<Matrix, number> => {
      const spectra = spectraOf(left, right, 44100);
      return {
        mid: total(bandMeans(spectra, 'mid')),
        side: total(bandMeans(spectra, 'side')),
        leftMinusRight: total(bandMeans(spectra, 'leftMinusRight')),
        leftTimesRight: total(bandMeans(spectra, 'leftTimesRight')),
      };
    };
    const mono = sum(a, a);
    expect(mono.side / mono.mid).toBeLessThan(1e-13);
    expect(mono.leftTimesRight / (mono.mid / 2)).toBeCloseTo(1, 5);
    const inverted = sum(
      a,
      a.map((value) => -value),
    );
    expect(inverted.leftTimesRight / (inverted.side / 2)).toBeCloseTo(-1, 5);
    const left = sum(a, silence);
    expect(left.leftMinusRight / (left.mid + left.side)).toBeCloseTo(1, 5);
    expect(sum(silence, a).leftMinusRight / (left.mid + left.side)).toBeCloseTo(-1, 5);
    const apart = sum(a, b);
    expect(Math.abs(apart.leftTimesRight / apart.mid)).toBeLessThan(0.03);
  });

  test('of one window is the naive transform of that window', () => {
    const rate = 44100;
    const [left, right] = [whiteNoise(0.2, 4096, 5), whiteNoise(0.1, 4096, 6)];
    const spectra = spectraOf(left, right, rate);
    const window = Float64Array.from({ length: 4096 }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 4096));
    const spectrum = (samples: Float32Array): { re: Float64Array; im: Float64Array } => {
      const [re, im] = [Float64Array.from(samples, (value, n) => value * window[n]), new Float64Array(4096)];
      new ComplexFft(4096).forward(re, im);
      return { re, im };
    };
    const [l, r] = [spectrum(left), spectrum(right)];
    // The band at 1 kHz, bins 83 to 104 at 10.77 Hz; its edges cut bins 83 and 104.
    const band = THIRD_OCTAVES[16];
    let [leftPower, rightPower, cross] = [0, 0, 0];
    for (let k = 80; k < 110; k++) {
      const share = Math.max(
        0,
        Math.min(band.highHz / (rate / 4096), k + 0.5) - Math.max(band.lowHz / (rate / 4096), k - 0.5),
      );
      const scale = (2 * share) / (4096 * 4096 * 0.375);
      leftPower += scale * (l.re[k] ** 2 + l.im[k] ** 2);
      rightPower += scale * (r.re[k] ** 2 + r.im[k] ** 2);
      cross += scale * (l.re[k] * r.re[k] + l.im[k] * r.im[k]);
    }
    expect(spectra.rows).toBe(1);
    expect(spectra.leftMinusRight[16] / (leftPower - rightPower)).toBeCloseTo(1, 5);
    expect(spectra.leftTimesRight[16] / cross).toBeCloseTo(1, 4);
    expect((spectra.mid[16] + spectra.side[16]) / (leftPower + rightPower)).toBeCloseTo(1, 5);
  });

  test('has a row each quarter window, one for less than a window, and times them by their middles', () => {
    const rows = (frames: number): number => spectraOf(new Float32Array(frames), new Float32Array(frames), 44100).rows;
    expect([1, 4095, 4096, 5119, 5120, 44100].map(rows)).toEqual([1, 1, 1, 1, 2, 40]);
    const spectra = spectraOf(new Float32Array(9000), new Float32Array(9000), 48000);
    expect(spectra.hopSeconds).toBe(1024 / 48000);
    expect(spectra.firstSeconds).toBe(2048 / 48000);
    expect(spectra.mid).toHaveLength(spectra.rows * 30);
  });

  test('reads bass and treble of a click at the same moment', () => {
    const click = new Float32Array(44100);
    click[20000] = 1;
    const spectra = spectraOf(click, click, 44100);
    const loudest = (band: number): number => {
      const column = Array.from({ length: spectra.rows }, (_, row) => spectra.mid[row * 30 + band]);
      return column.indexOf(Math.max(...column));
    };
    const expected = Math.round((20000 - 2048) / 1024);
    expect([3, 8, 9, 20].map(loudest)).toEqual([expected, expected, expected, expected]);
  });

  test('flux rises where sound sets in, not where it stops or holds', () => {
    const tone = sine(440, 0.3, 1, 44100).map((value, n) => (n > 15000 && n < 30000 ? value : 0));
    const { flux } = spectraOf(tone, tone, 44100);
    expect(flux.indexOf(Math.max(...flux))).toBeLessThanOrEqual(14);
    expect(flux.indexOf(Math.max(...flux))).toBeGreaterThanOrEqual(11);
    for (const row of [0, 5, 20, 35]) expect(flux[row]).toBeLessThan(1e-3);
  });

  test('does not care how the signal is cut', () => {
    const [left, right] = [whiteNoise(0.2, 12000, 7), whiteNoise(0.2, 12000, 8)];
    const whole = spectraOf(left, right, 44100);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (stretch) => {
        expect(spectraOf(left, right, 44100, stretch)).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });
});

/** Noise of −3 dB/octave, shaped in the frequency domain; rms about 0.1. */
function pinkNoise(frames: number, rate: number, seed = 1): Float32Array {
  const fft = new ComplexFft(frames);
  const re = Float64Array.from(whiteNoise(1, frames, seed));
  const im = new Float64Array(frames);
  fft.forward(re, im);
  for (let k = 0; k < frames; k++) {
    const hz = (Math.min(k, frames - k) * rate) / frames;
    const gain = hz < 24 || hz > 20500 ? 0 : 1 / Math.sqrt(hz);
    re[k] *= gain;
    im[k] *= gain;
  }
  fft.inverse(re, im);
  return Float32Array.from(re);
}
