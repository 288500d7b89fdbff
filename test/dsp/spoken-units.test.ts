import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rangeWithUnit, signedWithUnit, spokenHertz, spokenNumber, withUnit } from '../../src/dsp/spoken-units.ts';

describe('withUnit', () => {
  test.each([
    [-3.04, 'dB', '−3.0 dB'],
    [53.72, 'Hz', '53.7 Hz'],
    [200, 'Hz', '200 Hz'],
    [1250, 'Hz', '1.25 kHz'],
    [138, 'BPM', '138.0 BPM'],
    [0.5, '', '0.50'],
    [-Infinity, 'LUFS', '−inf LUFS'],
    [80, '%', '80 %'],
    [4.5, '1/beat', '4.50 per beat'],
    [-0.04, 'dB', '0.0 dB'],
    [NaN, 'dB', '– dB'],
  ])('%s %s is %s', (value, unit, text) => {
    expect(withUnit(value, unit)).toBe(text);
  });

  test('gives the decimals it is asked for', () => {
    expect(withUnit(-1.246, 'dB', 2)).toBe('−1.25 dB');
  });
});

describe('signedWithUnit', () => {
  test.each([
    [2, '+2.0 dB'],
    [-2, '−2.0 dB'],
    [0, '0.0 dB'],
    [0.04, '0.0 dB'],
    [Infinity, '+inf dB'],
  ])('%s dB is %s', (value, text) => {
    expect(signedWithUnit(value, 'dB')).toBe(text);
  });

  test('levels differ by relative units', () => {
    expect(signedWithUnit(0.4, 'LUFS')).toBe('+0.4 LU');
    expect(signedWithUnit(-1, 'dBTP')).toBe('−1.0 dB');
  });

  test('a rise and the same fall differ in nothing but the sign', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
        expect(signedWithUnit(-value, 'dB').replace('−', '+')).toBe(signedWithUnit(value, 'dB'));
      }),
    );
  });
});

test('a range has its unit once, and one unit for both ends', () => {
  expect(rangeWithUnit([-9, -6.24], 'LUFS')).toBe('−9.0 … −6.2 LUFS');
  expect(rangeWithUnit([800, 1250], 'Hz')).toBe('0.80 … 1.25 kHz');
  expect(rangeWithUnit([0.1, 0.25], '')).toBe('0.10 … 0.25');
});

test.each([
  [31.5, '31.5 Hz'],
  [200, '200 Hz'],
  [999.7, '1 kHz'],
  [1250, '1.25 kHz'],
  [10_000, '10 kHz'],
])('%s Hz is spoken %s', (hz, text) => {
  expect(spokenHertz(hz)).toBe(text);
});

test('a spoken number reads back as the number, and has no plain hyphen', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      const text = spokenNumber(value, 3);
      expect(text).not.toContain('-');
      expect(Math.abs(Number(text.replace('−', '-')) - value)).toBeLessThanOrEqual(0.000501);
    }),
  );
});
