import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amplitudeToDb } from '../../src/dsp/decibels.ts';
import { TruePeak } from '../../src/dsp/true-peak.ts';
import { sequence, sine, whiteNoise } from './signals.ts';

const RATE = 48_000;

function peaksOf(left: Float32Array, right = left, stretch = left.length): Float32Array {
  const meter = new TruePeak(RATE);
  for (let from = 0; from < left.length; from += stretch) {
    const piece = left.subarray(from, from + stretch);
    meter.push(piece, right.subarray(from, from + stretch), piece.length);
  }
  return meter.finish().peaks;
}

function truePeakOf(left: Float32Array, right = left): number {
  return Math.max(...peaksOf(left, right));
}

/** Fades of 50 ms at both ends, so that the cases test the sine and not its switching on. */
function faded(signal: Float32Array, sampleRateHz: number): Float32Array {
  const fade = 0.05 * sampleRateHz;
  return signal.map((value, n) => value * Math.min(1, n / fade, (signal.length - 1 - n) / fade));
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
    const noise = whiteNoise(0.2, 100_000, 2);
    const whole = peaksOf(noise);
    for (const stretch of [7, 64, 1000, 48_001]) expect(peaksOf(noise, noise, stretch)).toEqual(whole);
  });

  test('sees the last sample, a single sample and nothing', () => {
    const last = new Float32Array(500);
    last[499] = -0.8;
    expect(truePeakOf(last)).toBeCloseTo(0.8, 6);
    expect(truePeakOf(Float32Array.of(0.25))).toBe(0.25);
    expect(truePeakOf(new Float32Array(100))).toBe(0);
    expect(peaksOf(new Float32Array(0))).toHaveLength(0);
  });

  test('tells each second its own peak, the ringing of its end included', () => {
    const meter = new TruePeak(RATE);
    const signal = sequence(sine(1000, 0.5, 0.99, RATE), sine(1000, 0.1, 1.01, RATE), sine(1000, 0.8, 0.25, RATE));
    meter.push(signal, signal, signal.length);
    const { blockSeconds, peaks } = meter.finish();
    expect(blockSeconds).toBe(1);
    expect(peaks).toHaveLength(3);
    [0.5, 0.1, 0.8].forEach((expected, second) => expect(Math.abs(peaks[second] - expected)).toBeLessThan(0.03));
  });
});
