import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMPRESSOR } from '../../src/devices/compressor.ts';
import { compressorGainDb, expanderGainDb } from '../../src/devices/compression-curve.ts';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { LIMITER } from '../../src/devices/limiter.ts';
import { constant, noise, through, type Pair } from './signals.ts';

const RATE = 48_000;

function compressor(settings: DeviceSettings, input: Pair): Pair {
  return through(COMPRESSOR.createProcessor(settings, RATE), input);
}

/** A level that steps from `fromDb` to `toDb` after half a second, and its gain in decibels a time after the step. */
function gainAfterStepDb(settings: DeviceSettings, fromDb: number, toDb: number, afterMs: number): number {
  const input = constant(10 ** (fromDb / 20), RATE);
  input.left.fill(10 ** (toDb / 20), RATE / 2);
  input.right.fill(10 ** (toDb / 20), RATE / 2);
  const at = RATE / 2 + Math.round((afterMs / 1000) * RATE) - 1;
  return 20 * Math.log10(compressor(settings, input).left[at] / input.left[at]);
}

/** The filter of the sidechain is on by default and would take a constant level away. */
const PEAK = { Model: 'Peak', Threshold: -20, Ratio: 4, Knee: 0, 'S/C EQ On': 'Off' };

describe('Compressor', () => {
  test.each([
    [-30, 0],
    [-20, 0],
    [-12, -6],
    [0, -15],
  ])('4 : 1 above −20 dB gives %d dB a gain of %d dB', (levelDb, gainDb) => {
    expect(compressorGainDb({ thresholdDb: -20, ratio: 4, kneeDb: 0 }, levelDb)).toBeCloseTo(gainDb, 12);
    const steady = compressor({ ...PEAK, Attack: 0.1 }, constant(10 ** (levelDb / 20), RATE / 4)).left;
    expect(20 * Math.log10(steady[steady.length - 1]) - levelDb).toBeCloseTo(gainDb, 3);
  });

  test('the knee meets both lines, is smooth and never adds level', () => {
    const curve = { thresholdDb: -18, ratio: 3, kneeDb: 8 };
    expect(compressorGainDb(curve, -22)).toBe(0);
    expect(compressorGainDb(curve, -14)).toBeCloseTo((1 / 3 - 1) * 4, 12);
    expect(compressorGainDb(curve, -18)).toBeCloseTo(((1 / 3 - 1) * 8) / 8, 12);
    fc.assert(
      fc.property(
        fc.double({ min: -80, max: 20, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 18, noNaN: true }),
        (levelDb, ratio, kneeDb) => {
          const shape = { thresholdDb: -20, ratio, kneeDb };
          const gainDb = compressorGainDb(shape, levelDb);
          expect(gainDb).toBeLessThanOrEqual(0);
          // A louder input never comes out quieter.
          expect(levelDb + 0.1 + compressorGainDb(shape, levelDb + 0.1)).toBeGreaterThanOrEqual(
            levelDb + gainDb - 1e-9,
          );
        },
      ),
    );
    expect(compressorGainDb(curve, -Infinity)).toBe(0);
    expect(compressorGainDb({ ...curve, ratio: Infinity }, 0)).toBeCloseTo(-18, 12);
  });

  test('the expander lowers what is below its threshold and holds above', () => {
    const curve = { thresholdDb: -40, ratio: 2, kneeDb: 0 };
    expect(expanderGainDb(curve, -50)).toBeCloseTo(-10, 12);
    expect(expanderGainDb(curve, -30)).toBe(0);
    expect(Number.isFinite(expanderGainDb(curve, -Infinity))).toBe(true);
    const settings = { ...PEAK, Model: 'Expand', 'Expansion Ratio': 2, Threshold: -40, Attack: 0.1, Release: 1 };
    const output = compressor(settings, constant(10 ** (-50 / 20), RATE)).left;
    expect(20 * Math.log10(output[RATE - 1])).toBeCloseTo(-60, 2);
  });

  test('attack and release reach 63 % of the way in their time', () => {
    const share = 1 - Math.exp(-1);
    expect(gainAfterStepDb({ ...PEAK, Attack: 20 }, -60, 0, 20)).toBeCloseTo(-15 * share, 1);
    expect(gainAfterStepDb({ ...PEAK, Attack: 1, Release: 100 }, 0, -60, 100)).toBeCloseTo(-15 * (1 - share), 1);
    const linear = 10 ** (-15 / 20);
    const linearDb = gainAfterStepDb({ ...PEAK, Attack: 20, 'Env Mode': 'Lin' }, -60, 0, 20);
    expect(10 ** (linearDb / 20)).toBeCloseTo(1 + (linear - 1) * share, 2);
  });

  test('RMS sees a sine 3 dB below its peak', () => {
    const sine = Float32Array.from({ length: RATE }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / RATE));
    const input = { left: sine, right: sine };
    const settings = { ...PEAK, Attack: 100, Release: 100 };
    const levelDb = (model: string): number => {
      const { left } = compressor({ ...settings, Model: model }, input);
      return 20 * Math.log10(Math.max(...left.slice(RATE / 2)));
    };
    // The window lets a little of the 2 kHz ripple through.
    expect(Math.abs(levelDb('RMS') + 0.75 * (20 - 3.01))).toBeLessThan(0.15);
    expect(levelDb('Peak')).toBeLessThan(0);
  });

  test('output, makeup and dry/wet', () => {
    const settled = (settings: DeviceSettings): number => {
      const { left } = compressor({ ...PEAK, Attack: 0.1, ...settings }, constant(1, RATE / 4));
      return 20 * Math.log10(left[left.length - 1]);
    };
    expect(settled({ Output: 5 })).toBeCloseTo(-10, 2);
    expect(settled({ Makeup: 'On' })).toBeCloseTo(0, 2);
    expect(settled({ 'Dry/Wet': 0 })).toBeCloseTo(0, 6);
    expect(settled({ 'Dry/Wet': 50 })).toBeCloseTo(20 * Math.log10((1 + 10 ** (-15 / 20)) / 2), 2);
  });

  test('look-ahead delays by what it says', () => {
    const processor = COMPRESSOR.createProcessor({ LookAhead: '10 ms', Threshold: 0 }, RATE);
    const impulse = { left: new Float32Array(1000), right: new Float32Array(1000) };
    impulse.left[3] = 0.1;
    expect(processor.latencyFrames).toBe(480);
    expect(through(processor, impulse).left.findIndex((x) => x > 0.05)).toBe(483);
  });

  test('silence stays silence, and off is a wire', () => {
    expect(compressor({ ...PEAK, Makeup: 'On' }, constant(0, 500)).left.every((x) => x === 0)).toBe(true);
    const input = noise(500, 2);
    expect(compressor({ ...PEAK, 'Device On': 'Off' }, input)).toEqual(input);
  });
});

describe('Limiter', () => {
  const limiter = (settings: DeviceSettings, input: Pair): Pair =>
    through(LIMITER.createProcessor(settings, RATE), input);

  test('never passes the ceiling, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -24, max: 24, noNaN: true }),
        fc.double({ min: -24, max: 0, noNaN: true }),
        fc.double({ min: 0.1, max: 500, noNaN: true }),
        fc.constantFrom('1.5 ms', '3 ms', '6 ms'),
        fc.integer({ min: 0, max: 100 }),
        fc.nat(),
        (inputGain, ceilingDb, release, lookahead, link, seed) => {
          const input = noise(3000, seed);
          // Bursts, so that there is something to recover from.
          for (let n = 0; n < 3000; n++) if (Math.floor(n / 400) % 2 === 0) input.left[n] *= 0.01;
          const output = limiter(
            { 'Input Gain': inputGain, Ceiling: ceilingDb, Release: release, Lookahead: lookahead, Link: link },
            input,
          );
          const ceiling = Math.fround(10 ** (ceilingDb / 20));
          const loudest = [...output.left, ...output.right].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
          expect(loudest).toBeLessThanOrEqual(ceiling);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('what stays below the ceiling comes out as it went in, late by the look-ahead', () => {
    const input = noise(1000, 4, 0.9);
    const processor = LIMITER.createProcessor({ Ceiling: 0, Lookahead: '3 ms' }, RATE);
    expect(processor.latencyFrames).toBe(144);
    const output = through(processor, input);
    for (let n = 144; n < 1000; n += 7) expect(output.left[n]).toBeCloseTo(input.left[n - 144], 6);
  });

  test('a constant too loud comes out at the ceiling', () => {
    const output = limiter({ 'Input Gain': 12, Ceiling: -1 }, constant(0.5, RATE / 2)).left;
    expect(20 * Math.log10(output[output.length - 1])).toBeCloseTo(-1, 3);
  });

  test('recovers 63 % of the gain in the release time', () => {
    const input = constant(2, RATE);
    input.left.fill(0.1, RATE / 2);
    input.right.fill(0.1, RATE / 2);
    const processor = LIMITER.createProcessor({ Ceiling: 0, Release: 200 }, RATE);
    const late = processor.latencyFrames;
    const at = RATE / 2 + Math.round(0.2 * RATE) + late;
    const gain = through(processor, input).left[at] / 0.1;
    expect(gain).toBeCloseTo(0.5 + 0.5 * (1 - Math.exp(-1)), 2);
  });

  test('linked channels keep their balance, unlinked ones do not', () => {
    const input = { left: new Float32Array(RATE).fill(2), right: new Float32Array(RATE).fill(0.5) };
    const ratio = (link: number): number => {
      const { left, right } = limiter({ Ceiling: 0, Link: link }, input);
      return right[RATE - 1] / left[RATE - 1];
    };
    expect(ratio(100)).toBeCloseTo(0.25, 4);
    expect(ratio(0)).toBeCloseTo(0.5, 4);
  });

  test('silence stays silence, and off is a wire', () => {
    expect(limiter({ 'Input Gain': 24 }, constant(0, 500)).left.every((x) => x === 0)).toBe(true);
    const input = noise(500, 2);
    expect(limiter({ 'Device On': 'Off' }, input)).toEqual(input);
  });
});
