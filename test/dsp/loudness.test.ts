import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { magnitudeAt } from '../../src/dsp/biquad.ts';
import { amplitudeToDb, dbToAmplitude } from '../../src/dsp/decibels.ts';
import { KWeightedPower } from '../../src/dsp/k-weighted-power.ts';
import { kWeighting } from '../../src/dsp/k-weighting.ts';
import { integratedLoudness, loudnessRange, momentaryLoudness, shortTermLoudness } from '../../src/dsp/loudness.ts';
import { sequence, sine } from './signals.ts';

/** K-weighted power of stretches [level in dBFS, seconds] of a 1 kHz sine, equal in both channels. */
function powerOf(
  sampleRateHz: number,
  stretches: readonly (readonly [levelDb: number, seconds: number])[],
): Float64Array {
  const signal = sequence(
    ...stretches.map(([level, seconds]) => sine(1000, dbToAmplitude(level), seconds, sampleRateHz)),
  );
  const meter = new KWeightedPower(sampleRateHz);
  meter.push(signal, signal, signal.length);
  return meter.finish();
}

const within = (value: number, expected: number, tolerance: number): void => {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);
};

describe('K-weighting', () => {
  test('at 48 kHz is the table of BS.1770-5', () => {
    const { shelf, highPass } = kWeighting(48000);
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 12);
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 12);
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 12);
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 12);
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 12);
    expect([highPass.b0, highPass.b1, highPass.b2]).toEqual([1, -2, 1]);
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 12);
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 12);
  });

  test('is the same curve at every rate', () => {
    const gainDb = (hz: number, rate: number): number => {
      const { shelf, highPass } = kWeighting(rate);
      return amplitudeToDb(magnitudeAt(shelf, hz, rate) * magnitudeAt(highPass, hz, rate));
    };
    for (const rate of [22050, 44100, 88200, 96000, 192000]) {
      for (const hz of [25, 60, 200, 1000, 2000, 5000]) within(gainDb(hz, rate), gainDb(hz, 48000), 0.1);
    }
  });
});

describe('loudness', () => {
  test('of silence, and of less than a window, is −∞ and without range', () => {
    for (const power of [new Float64Array(0), new Float64Array(1000), new Float64Array(39).fill(0.1)]) {
      expect(integratedLoudness(power)).toBe(-Infinity);
      for (const loudness of [...momentaryLoudness(power), ...shortTermLoudness(power)])
        expect(loudness).toBe(-Infinity);
      expect(loudnessRange(power)).toBe(0);
    }
    expect(momentaryLoudness(new Float64Array(39))).toHaveLength(0);
    expect(shortTermLoudness(new Float64Array(299))).toHaveLength(0);
  });

  test('moves with the gain, and its range does not', () => {
    const powers = fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 300, maxLength: 500 });
    fc.assert(
      fc.property(powers, fc.double({ min: -20, max: 20, noNaN: true }), (power, gainDb) => {
        const louder = power.map((value) => value * 10 ** (gainDb / 10));
        expect(integratedLoudness(louder)).toBeCloseTo(integratedLoudness(power) + gainDb, 6);
        expect(loudnessRange(louder)).toBeCloseTo(loudnessRange(power), 6);
      }),
      { numRuns: 30 },
    );
  });

  test('is the mean of each window as it stands, and silence after sound is silence', () => {
    const powers = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 200 });
    fc.assert(
      fc.property(powers, (power) => {
        momentaryLoudness(power).forEach((loudness, i) => {
          const mean = power.slice(i, i + 40).reduce((sum, value) => sum + value, 0) / 40;
          if (mean === 0) expect(loudness).toBe(-Infinity);
          else expect(loudness).toBeCloseTo(-0.691 + 10 * Math.log10(mean), 9);
        });
      }),
      { numRuns: 30 },
    );
    const burst = Float64Array.from({ length: 1000 }, (_, i) => (i < 301 ? 0.3 : 0));
    expect(momentaryLoudness(burst).subarray(301)).toEqual(new Float64Array(660).fill(-Infinity));
    expect(shortTermLoudness(burst).subarray(301)).toEqual(new Float64Array(400).fill(-Infinity));
  });

  test('ignores what the absolute gate shuts out', () => {
    expect(integratedLoudness(powerOf(48000, [[-69.5, 3]]))).toBeCloseTo(-69.5, 1);
    expect(integratedLoudness(powerOf(48000, [[-70.5, 3]]))).toBe(-Infinity);
  });
});

describe('KWeightedPower', () => {
  test('does not care how the signal is cut, even where 10 ms are no whole number of samples', () => {
    const signal = sine(700, 0.4, 0.5, 22050);
    const whole = new KWeightedPower(22050);
    whole.push(signal, signal, signal.length);
    const cut = new KWeightedPower(22050);
    for (let from = 0; from < signal.length; from += 97) {
      const piece = signal.subarray(from, from + 97);
      cut.push(piece, piece, piece.length);
    }
    const power = whole.finish();
    expect(power).toHaveLength(50);
    expect(cut.finish()).toEqual(power);
  });
});
