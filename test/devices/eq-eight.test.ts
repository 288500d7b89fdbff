import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { completeSettings } from '../../src/devices/device-settings.ts';
import { EQ_EIGHT, EQ_FILTER_TYPES, eqBandPowerGain, eqEightResponseDb } from '../../src/devices/eq-eight.ts';
import { gainDbFromImpulse, noise, power, sine, through } from './signals.ts';

const RATE = 48_000;

describe('EQ Eight', () => {
  test('passes everything untouched as inserted', () => {
    const input = noise(2000, 1);
    expect(through(EQ_EIGHT.createProcessor({}, RATE), input)).toEqual(input);
    expect(eqEightResponseDb({}, 100, RATE)).toBe(0);
  });

  test('passes everything untouched when switched off', () => {
    const input = noise(500, 1);
    const settings = { 'Device On': 'Off', Output: 6, '2 Gain A': 6 };
    expect(through(EQ_EIGHT.createProcessor(settings, RATE), input)).toEqual(input);
    expect(eqEightResponseDb(settings, 200, RATE)).toBe(0);
  });

  test('its response is what an impulse and what a sine measure', () => {
    const band = fc.record({
      type: fc.constantFrom(...EQ_FILTER_TYPES),
      hz: fc.double({ min: 60, max: 12_000, noNaN: true }),
      gainDb: fc.double({ min: -15, max: 15, noNaN: true }),
      q: fc.double({ min: 0.3, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(
        band,
        band,
        fc.constantFrom('Off', 'On'),
        fc.constantFrom(44_100, 48_000, 96_000),
        (a, b, adaptive, rate) => {
          const settings = {
            'Adaptive Q': adaptive,
            Scale: 80,
            Output: -1.5,
            '3 Filter Type A': a.type,
            '3 Frequency A': a.hz,
            '3 Gain A': a.gainDb,
            '3 Q A': a.q,
            '6 Filter On A': 'On',
            '6 Filter Type A': b.type,
            '6 Frequency A': b.hz,
            '6 Gain A': b.gainDb,
            '6 Resonance A': b.q,
          };
          for (const hz of [75, 440, 3100]) {
            const expected = eqEightResponseDb(settings, hz, rate);
            // Deeper than this, an impulse in 32 bits is lost in its own rounding.
            if (expected < -60) continue;
            expect(
              Math.abs(gainDbFromImpulse(EQ_EIGHT.createProcessor(settings, rate), hz, rate) - expected),
            ).toBeLessThan(0.01);
          }
        },
      ),
      { numRuns: 12 },
    );
    const settings = { 'Adaptive Q': 'Off', '2 Gain A': -6, '2 Frequency A': 1000, '2 Q A': 2 };
    const input = sine(1000, RATE, RATE);
    const output = through(EQ_EIGHT.createProcessor(settings, RATE), input);
    expect(10 * Math.log10(power(output.right, RATE / 2) / power(input.right, RATE / 2))).toBeCloseTo(-6, 2);
  });

  test.each([
    ['Bell', 1000, -6],
    ['Bell', 20, 0],
    ['Low Shelf', 1000, -3],
    ['Low Shelf', 20, -6],
    ['High Shelf', 1000, -3],
    ['High Shelf', 20_000, -6],
    ['High Pass 12dB', 1000, -3.01],
    ['Low Pass 12dB', 1000, -3.01],
    ['High Pass 48dB', 1000, -3.01],
    ['Low Pass 48dB', 1000, -3.01],
    ['Low Pass 48dB', 20, 0],
  ] as const)('a %s of −6 dB at 1 kHz has, at %d Hz, %d dB', (type, hz, db) => {
    expect(10 * Math.log10(eqBandPowerGain(type, 1000, Math.SQRT1_2, -6, hz, RATE))).toBeCloseTo(db, 1);
  });

  test('the cuts fall by 12 and 48 dB an octave, and a notch is empty in its centre', () => {
    const fallDb = (type: 'High Pass 12dB' | 'High Pass 48dB'): number =>
      10 *
      Math.log10(
        eqBandPowerGain(type, 1000, Math.SQRT1_2, 0, 125, RATE) /
          eqBandPowerGain(type, 1000, Math.SQRT1_2, 0, 62.5, RATE),
      );
    expect(fallDb('High Pass 12dB')).toBeCloseTo(12, 0);
    expect(fallDb('High Pass 48dB')).toBeCloseTo(48, 0);
    expect(eqBandPowerGain('Notch', 1000, 2, 0, 1000, RATE)).toBeLessThan(1e-12);
  });

  test('bands multiply; boost and cut of the same band cancel', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: 12, noNaN: true }),
        fc.double({ min: 30, max: 16_000, noNaN: true }),
        (gainDb, hz) => {
          const gain = (db: number): number => eqBandPowerGain('Bell', 400, 1.2, db, hz, RATE);
          expect(gain(gainDb) * gain(-gainDb)).toBeCloseTo(1, 9);
          const bands = {
            'Adaptive Q': 'Off',
            '2 Frequency A': 400,
            '2 Q A': 1.2,
            '2 Gain A': gainDb,
            '3 Frequency A': 400,
            '3 Q A': 1.2,
            '3 Gain A': -gainDb,
          };
          expect(eqEightResponseDb(bands, hz, RATE)).toBeCloseTo(0, 9);
        },
      ),
    );
  });

  test('a band that is off and the B set do nothing', () => {
    const settings = { '2 Filter On A': 'Off', '2 Gain A': 12, '3 Gain B': 12, '3 Filter On B': 'On' };
    expect(eqEightResponseDb(settings, 200, RATE)).toBe(0);
  });

  test('Scale 0 % flattens every bell, and Adaptive Q narrows a strong one', () => {
    expect(eqEightResponseDb({ Scale: 0, '2 Gain A': 12 }, 200, RATE)).toBe(0);
    const at = (adaptive: string): number => eqEightResponseDb({ 'Adaptive Q': adaptive, '2 Gain A': 12 }, 400, RATE);
    expect(at('On')).toBeLessThan(at('Off'));
    expect(eqEightResponseDb({ '2 Gain A': 12 }, 200, RATE)).toBeCloseTo(12, 6);
  });

  test('has the 84 parameters of the device, each name once', () => {
    const names = EQ_EIGHT.parameters.map(({ name }) => name);
    expect(names).toHaveLength(84);
    expect(new Set(names).size).toBe(84);
  });

  test('a wrong name or kind of setting is a fault of the program', () => {
    expect(() => EQ_EIGHT.createProcessor({ '9 Gain A': 1 }, RATE)).toThrow('EQ Eight has no parameter "9 Gain A"');
    expect(() => EQ_EIGHT.createProcessor({ Output: 'loud' }, RATE)).toThrow(/"Output" stands at "loud"/);
    expect(() => EQ_EIGHT.createProcessor({ '2 Filter Type A': 'Comb', '2 Gain A': 1 }, RATE)).toThrow(/"Comb"/);
    expect(completeSettings(EQ_EIGHT, { Output: '-3.0 dB' }).number('Output')).toBe(-3);
  });
});
