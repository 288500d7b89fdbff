import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amplitudeToDb } from '../../src/dsp/decibels.ts';
import { TruePeak } from '../../src/dsp/true-peak.ts';
import { sine, whiteNoise } from './signals.ts';

function truePeakOf(left: Float32Array, right = left, stretch = left.length): number {
  const meter = new TruePeak();
  for (let from = 0; from < left.length; from += stretch) {
    const piece = left.subarray(from, from + stretch);
    meter.push(piece, right.subarray(from, from + stretch), piece.length);
  }
  return meter.finish();
}

/** Fades of 50 ms at both ends, so that the cases test the sine and not its switching on. */
function faded(signal: Float32Array, sampleRateHz: number): Float32Array {
  const fade = 0.05 * sampleRateHz;
  return signal.map((value, n) => value * Math.min(1, n / fade, (signal.length - 1 - n) / fade));
}

describe.each([44100, 48000])('EBU Tech 3341 at %d Hz', (rate) => {
  test.each([
    ['15', 4, 0, 0.5, -6],
    ['16', 4, 45, 0.5, -6],
    ['17', 6, 60, 0.5, -6],
    ['18', 8, 67.5, 0.5, -6],
    ['19', 4, 45, 1.41, 3],
  ])('case %s: a sine of a %d-th of the rate at %d° and %d', (_, divisor, degrees, amplitude, expectedDb) => {
    const signal = faded(sine(rate / divisor, amplitude, 1, rate, (degrees * Math.PI) / 180), rate);
    const peakDb = amplitudeToDb(truePeakOf(signal));
    expect(peakDb).toBeGreaterThanOrEqual(expectedDb - 0.4);
    expect(peakDb).toBeLessThanOrEqual(expectedDb + 0.2);
  });

  test.each([0, 1, 2, 3])('cases 20–23: a single loud period between the samples, offset %d', (offset) => {
    const peakDb = amplitudeToDb(truePeakOf(faded(burstAtOffset(rate, offset), rate)));
    expect(peakDb).toBeGreaterThanOrEqual(-0.4);
    expect(peakDb).toBeLessThanOrEqual(0.2);
  });
});

/** One period of fs/4 with amplitude 1 inside fs/6 with 0.5, made at four times the rate, low-passed and decimated. */
function burstAtOffset(rate: number, offset: number): Float32Array {
  const fine = 4 * rate;
  const frames = Math.round(0.4 * fine);
  const start = Math.round(frames / 2 / 24) * 24;
  const signal = Float64Array.from({ length: frames }, (_, n) => {
    const inside = n >= start && n < start + 16;
    return inside ? Math.sin((2 * Math.PI * (n - start)) / 16) : 0.5 * Math.sin((2 * Math.PI * n) / 24);
  });
  const half = 128;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const x = (tap - half) / 4;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return (sinc / 4) * (0.5 + 0.5 * Math.cos((Math.PI * (tap - half)) / (half + 1)));
  });
  return Float32Array.from({ length: Math.floor((frames - 2 * half - offset) / 4) }, (_, n) =>
    taps.reduce((sum, tap, i) => sum + tap * signal[4 * n + offset + i], 0),
  );
}

describe('TruePeak', () => {
  test('stays close to a sine of any phase up to 0.4 of the rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.4, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        (share, phase) => {
          const signal = faded(sine(share * 48000, 0.7, 0.5, 48000, phase), 48000);
          // Four times oversampled, the greatest point lies at most 0.05 of the rate · π/4 away from the crest: 0.43
          // dB.
          const readDb = amplitudeToDb(truePeakOf(signal)) - amplitudeToDb(0.7);
          expect(readDb).toBeGreaterThan(-0.5);
          expect(readDb).toBeLessThan(0.1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is never below the sample peak, grows with the gain, and takes the greater channel', () => {
    const noise = whiteNoise(0.2, 5000, 1);
    const peak = truePeakOf(noise);
    expect(peak).toBeGreaterThanOrEqual(Math.max(...noise.map(Math.abs)));
    expect(truePeakOf(noise.map((value) => value * 0.5))).toBeCloseTo(peak / 2, 6);
    expect(
      truePeakOf(
        noise.map((value) => value * 0.1),
        noise,
      ),
    ).toBe(peak);
  });

  test('does not care how the signal is cut', () => {
    const noise = whiteNoise(0.2, 3000, 2);
    const whole = truePeakOf(noise);
    for (const stretch of [1, 7, 64, 1000]) expect(truePeakOf(noise, noise, stretch)).toBe(whole);
  });

  test('sees the last sample, a single sample and nothing', () => {
    const last = new Float32Array(500);
    last[499] = -0.8;
    expect(truePeakOf(last)).toBeCloseTo(0.8, 6);
    expect(truePeakOf(Float32Array.of(0.25))).toBe(0.25);
    expect(truePeakOf(new Float32Array(100))).toBe(0);
    expect(truePeakOf(new Float32Array(0))).toBe(0);
  });
});
