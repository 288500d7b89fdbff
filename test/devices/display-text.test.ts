import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatDecibels,
  formatHertz,
  formatMilliseconds,
  formatPan,
  formatPercent,
  formatRatio,
  formatTenthDecibels,
  parseDisplay,
} from '../../src/devices/display-text.ts';

describe('parseDisplay', () => {
  test.each<[string, number, string, number]>([
    ['200 Hz', 200, 'Hz', 1],
    ['1000 Hz', 1000, 'Hz', 1],
    ['100.0 Hz', 100, 'Hz', 0.1],
    ['1.25 kHz', 1250, 'Hz', 10],
    ['18.0 kHz', 18_000, 'Hz', 100],
    ['-3.0 dB', -3, 'dB', 0.1],
    ['+2.50 dB', 2.5, 'dB', 0.01],
    ['-inf dB', -Infinity, 'dB', 0],
    ['−∞ dB', -Infinity, 'dB', 0],
    ['−4,5 dB', -4.5, 'dB', 0.1],
    ['25L', -25, 'pan', 1],
    ['C', 0, 'pan', 1],
    ['50R', 50, 'pan', 1],
    ['100 %', 100, '%', 1],
    ['0.71', 0.71, '', 0.01],
    ['.6', 0.6, '', 0.1],
    ['12.3 ms', 12.3, 'ms', 0.1],
    ['1.20 s', 1200, 'ms', 10],
    ['4.00 : 1', 4, 'ratio', 0.01],
    ['inf : 1', Infinity, 'ratio', 0],
    ['1 : 1.15', 1.15, 'ratio', 0.01],
    ['  120\u00a0Hz ', 120, 'Hz', 1],
    ['4.0°', 4, '°', 0.1],
    ['-12 st', -12, 'st', 1],
    ['1 : inf', Infinity, 'ratio', 0],
  ])('%s', (text, value, unit, step) => {
    const shown = parseDisplay(text);
    expect(shown?.value).toBeCloseTo(value, 9);
    expect(shown?.unit).toBe(unit);
    expect(shown?.step).toBeCloseTo(step, 9);
  });

  test.each(['Bell', 'On', '', 'High Pass 48dB', 'L', '1.2.3 dB', '1/4', '-'])('%p is no number', (text) => {
    expect(parseDisplay(text)).toBeUndefined();
  });
});

describe('formats', () => {
  test.each([
    [formatHertz(30), '30.0 Hz'],
    [formatHertz(200), '200 Hz'],
    [formatHertz(99.98), '100.0 Hz'],
    [formatHertz(999.98), '1000 Hz'],
    [formatHertz(1250), '1.25 kHz'],
    [formatHertz(18_000), '18.0 kHz'],
    [formatDecibels(-3), '-3.00 dB'],
    [formatDecibels(-0.001), '0.00 dB'],
    [formatDecibels(-Infinity), '-inf dB'],
    [formatTenthDecibels(-6), '-6.0 dB'],
    [formatTenthDecibels(-0.04), '0.0 dB'],
    [formatMilliseconds(1), '1.00 ms'],
    [formatMilliseconds(120), '120 ms'],
    [formatMilliseconds(1200), '1.20 s'],
    [formatPercent(100), '100 %'],
    [formatPercent(0), '0.0 %'],
    [formatPan(-25), '25L'],
    [formatPan(0.4), 'C'],
    [formatPan(50), '50R'],
    [formatRatio(4), '4.00 : 1'],
    [formatRatio(Infinity), 'inf : 1'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });

  test('what is written is read back within half a step', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 22_000, noNaN: true }),
        fc.constantFrom(formatHertz, formatMilliseconds, formatRatio),
        (value, format) => {
          const shown = parseDisplay(format(value));
          expect(Math.abs((shown?.value ?? NaN) - value)).toBeLessThanOrEqual((shown?.step ?? NaN) * 0.5000001);
        },
      ),
    );
    fc.assert(
      fc.property(fc.double({ min: -70, max: 36, noNaN: true }), (db) => {
        for (const format of [formatDecibels, formatTenthDecibels]) {
          const shown = parseDisplay(format(db));
          expect(Math.abs((shown?.value ?? NaN) - db)).toBeLessThanOrEqual((shown?.step ?? NaN) * 0.5000001);
        }
      }),
    );
  });
});
