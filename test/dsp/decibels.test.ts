import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amplitudeToDb, dbToAmplitude, dbToPower, powerToDb } from '../../src/dsp/decibels.ts';

test('known levels', () => {
  expect(powerToDb(100)).toBe(20);
  expect(amplitudeToDb(-0.1)).toBeCloseTo(-20, 12);
  expect(dbToAmplitude(6)).toBeCloseTo(1.9953, 4);
  expect(powerToDb(0)).toBe(-Infinity);
  expect(amplitudeToDb(0)).toBe(-Infinity);
  expect(dbToPower(-Infinity)).toBe(0);
  expect(dbToAmplitude(-Infinity)).toBe(0);
  expect(powerToDb(-1)).toBeNaN();
});

test('each direction undoes the other, and a power is the square of an amplitude', () => {
  fc.assert(
    fc.property(fc.double({ min: -200, max: 60, noNaN: true }), (level) => {
      expect(powerToDb(dbToPower(level))).toBeCloseTo(level, 9);
      expect(amplitudeToDb(dbToAmplitude(level))).toBeCloseTo(level, 9);
      expect(dbToAmplitude(level) ** 2).toBeCloseTo(dbToPower(level), 6);
    }),
  );
});
