import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resample } from '../../src/audio/resample.ts';
import { differenceDb, sine } from './signals.ts';

/** Away from the ends, where the silence around the signal reaches into the filter. */
const middle = (samples: Float32Array) => samples.subarray(2000, samples.length - 2000);

describe('resample', () => {
  test.each([
    [44100, 48000, 997],
    [48000, 44100, 997],
    [44100, 48000, 19500],
    [96000, 44100, 15000],
    [44100, 96000, 15000],
    [192000, 48000, 3000],
    [22050, 44100, 9000],
  ])('%i → %i Hz keeps a sine of %i Hz in place and pure', (from, to, frequency) => {
    const converted = resample(sine(frequency, 0.5, from), to);
    const expected = sine(frequency, 0.5, to);
    expect(converted.left.length).toBe(expected.left.length);
    expect(differenceDb(middle(converted.left), middle(expected.left))).toBeLessThan(-90);
    expect(differenceDb(middle(converted.right), middle(expected.right))).toBeLessThan(-90);
  });

  test('what lies above the new rate is gone by 115 dB', () => {
    const converted = resample(sine(30000, 0.5, 96000, 1), 44100);
    const power = middle(converted.left).reduce((sum, value) => sum + value * value, 0) / middle(converted.left).length;
    expect(10 * Math.log10(power)).toBeLessThan(-115);
  });

  test('a constant stays that constant', () => {
    const level = new Float32Array(20000).fill(0.25);
    const { left } = resample({ sampleRateHz: 44100, left: level, right: level }, 48000);
    for (const value of middle(left)) expect(Math.abs(value - 0.25)).toBeLessThan(1e-7);
  });

  test('an impulse stays at its instant', () => {
    const left = new Float32Array(44100);
    left[22050] = 1;
    const converted = resample({ sampleRateHz: 44100, left, right: left }, 48000).left;
    expect(converted.indexOf(Math.max(...converted))).toBe(24000);
  });

  test('scaling before and after are the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(22050, 32000, 48000, 88200),
        (values, to) => {
          const samples = Float32Array.from(values);
          const halved = samples.map((value) => value / 2);
          const a = resample({ sampleRateHz: 44100, left: samples, right: samples }, to).left;
          const b = resample({ sampleRateHz: 44100, left: halved, right: halved }, to).left;
          expect(a.length).toBe(Math.round((samples.length * to) / 44100));
          a.forEach((value, i) => expect(b[i]).toBeCloseTo(value / 2, 6));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('an equal rate returns the signal itself; no sound gives no sound; a broken rate is refused', () => {
    const signal = sine(440, 0.01);
    expect(resample(signal, 44100)).toBe(signal);
    expect(
      resample({ sampleRateHz: 44100, left: new Float32Array(0), right: new Float32Array(0) }, 48000).left,
    ).toHaveLength(0);
    expect(() => resample(signal, 48000.5)).toThrow(RangeError);
    expect(() => resample(signal, 0)).toThrow(RangeError);
  });
});
