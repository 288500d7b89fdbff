import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GLUE_COMPRESSOR } from '../../src/devices/glue-compressor.ts';
import { COMPRESSOR } from '../../src/devices/compressor.ts';
import { compressorGainDb, expanderGainDb } from '../../src/devices/compression-curve.ts';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { constant, noise, sine, through, type Pair } from './signals.ts';

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

  test('a key that is routed in drives it, and without one it hears silence', () => {
    const quiet = constant(0.05, RATE / 2);
    const kick = constant(1, RATE / 2);
    const level = (settings: DeviceSettings, key?: Pair): number => {
      const output = { left: quiet.left.slice(), right: quiet.right.slice() };
      const processor = COMPRESSOR.createProcessor({ ...PEAK, Attack: 0.1, ...settings }, RATE);
      processor.process(output.left, output.right, RATE / 2, key);
      return 20 * Math.log10(output.left[RATE / 2 - 1] / 0.05);
    };
    expect(level({ 'S/C On': 'On' }, kick)).toBeCloseTo(-15, 2);
    expect(level({ 'S/C On': 'On', 'S/C Gain': -8 }, kick)).toBeCloseTo(-9, 2);
    expect(level({ 'S/C On': 'On' })).toBeCloseTo(0, 6);
    expect(level({}, kick)).toBeCloseTo(0, 6);
    // Half of each: 20·log10(0.5 + 0.5·0.05) is 14.4 dB above the threshold.
    expect(level({ 'S/C On': 'On', 'S/C Mix': 50 }, kick)).toBeCloseTo(-0.75 * (20 + 20 * Math.log10(0.525)), 2);
  });

  test('ducks with the key and comes back in the release time', () => {
    const pad = constant(0.1, RATE);
    const kick = { left: new Float32Array(RATE), right: new Float32Array(RATE) };
    kick.left.fill(1, 0, RATE / 10);
    const settings = { ...PEAK, 'S/C On': 'On', Attack: 0.1, Release: 200 };
    COMPRESSOR.createProcessor(settings, RATE).process(pad.left, pad.right, RATE, kick);
    const gainDb = (ms: number): number => 20 * Math.log10(pad.left[Math.round((ms / 1000) * RATE)] / 0.1);
    expect(gainDb(95)).toBeCloseTo(-15, 1);
    expect(gainDb(300)).toBeCloseTo(-15 * Math.exp(-1), 1);
    expect(gainDb(500)).toBeCloseTo(-15 * Math.exp(-2), 1);
  });

  test('the filter of the sidechain decides what is heard, and Listen lets one hear it', () => {
    const tone = (hz: number): Pair => sine(hz, RATE, RATE / 2, 1);
    const reductionDb = (hz: number, settings: DeviceSettings): number => {
      const input = tone(hz);
      const { left } = compressor({ ...PEAK, Attack: 1, Release: 500, 'S/C EQ On': 'On', ...settings }, input);
      return 20 * Math.log10(Math.max(...left.subarray(RATE / 4)));
    };
    const highPass = { 'S/C EQ Type': 'High pass', 'S/C EQ Freq': 500 };
    expect(reductionDb(40, highPass)).toBeCloseTo(0, 1);
    expect(reductionDb(4000, highPass)).toBeLessThan(-13);
    expect(reductionDb(40, { 'S/C EQ Type': 'Low pass', 'S/C EQ Freq': 500 })).toBeLessThan(-13);
    const bandPass = { 'S/C EQ Type': 'Peak', 'S/C EQ Freq': 500, 'S/C EQ Q': 4 };
    expect(reductionDb(500, bandPass)).toBeLessThan(-13);
    expect(reductionDb(4000, bandPass)).toBeGreaterThan(-4);
    const heard = compressor({ 'S/C Listen': 'On', ...highPass }, tone(500)).left;
    expect(Math.max(...heard.subarray(RATE / 4))).toBeCloseTo(Math.SQRT1_2, 2);
  });

  test('Auto Release lets go fast after a peak and slowly after a long stretch', () => {
    const afterMs = (loudSeconds: number): number => {
      const loud = Math.round(loudSeconds * RATE);
      const input = constant(1, loud + RATE / 4);
      input.left.fill(0.01, loud);
      input.right.fill(0.01, loud);
      const settings = { ...PEAK, Attack: 0.1, 'Auto Release On/Off': 'On' };
      return 20 * Math.log10(compressor(settings, input).left[loud + RATE / 5] / 0.01);
    };
    expect(afterMs(0.02)).toBeGreaterThan(-3);
    expect(afterMs(3)).toBeLessThan(-10);
  });

  test('silence stays silence, and off is a wire', () => {
    expect(compressor({ ...PEAK, Makeup: 'On' }, constant(0, 500)).left.every((x) => x === 0)).toBe(true);
    const input = noise(500, 2);
    expect(compressor({ ...PEAK, 'Device On': 'Off' }, input)).toEqual(input);
  });
});

describe('Glue Compressor', () => {
  const settledDb = (settings: DeviceSettings, levelDb: number): number => {
    const input = constant(10 ** (levelDb / 20), RATE / 2);
    const { left } = through(GLUE_COMPRESSOR.createProcessor({ Attack: '.01', ...settings }, RATE), input);
    return 20 * Math.log10(left[RATE / 2 - 1]) - levelDb;
  };

  test.each([
    ['2', -10, -5],
    ['4', -10, -7.5],
    ['10', -10, -9],
    ['4', -40, 0],
  ])('%s : 1 above −20 dB gives %d dB a gain of %d dB', (Ratio, levelDb, gainDb) => {
    expect(settledDb({ Threshold: -20, Ratio }, levelDb)).toBeCloseTo(gainDb, 2);
  });

  test('the knee is sharper the higher the ratio', () => {
    const atThreshold = ['2', '4', '10'].map(
      (Ratio) => settledDb({ Threshold: -20, Ratio }, -20) / (1 - 1 / Number(Ratio)),
    );
    expect(atThreshold[0]).toBeLessThan(atThreshold[1]);
    expect(atThreshold[1]).toBeLessThan(atThreshold[2]);
  });

  test('Range limits the reduction; makeup and mix act on the wet sound', () => {
    expect(settledDb({ Threshold: -30, Range: 6 }, 0)).toBeCloseTo(-6, 2);
    expect(settledDb({ Threshold: -20, Makeup: 5 }, -10)).toBeCloseTo(-2.5, 2);
    const half = settledDb({ Threshold: -20, 'Dry/Wet': 50 }, -10);
    expect(half).toBeCloseTo(20 * Math.log10((1 + 10 ** (-7.5 / 20)) / 2), 2);
  });

  test('attack and release are the times for 63 %, as their steps say', () => {
    const input = constant(0.01, 2 * RATE);
    input.left.fill(1, RATE / 2, RATE);
    const settings = { Threshold: -20, Ratio: '4', Attack: '30', Release: '.2' };
    const { left } = through(GLUE_COMPRESSOR.createProcessor(settings, RATE), input);
    const gainDb = (seconds: number): number => {
      const at = Math.round(seconds * RATE);
      return 20 * Math.log10(left[at] / input.left[at]);
    };
    expect(gainDb(0.53)).toBeCloseTo(-15 * (1 - Math.exp(-1)), 1);
    expect(gainDb(1.2)).toBeCloseTo(-15 * Math.exp(-1), 1);
  });

  test('Peak Clip In keeps the output below −0.5 dB, whatever the makeup', () => {
    const loud = through(GLUE_COMPRESSOR.createProcessor({ 'Soft Clip': 'On', Output: 20 }, RATE), noise(3000, 4, 1));
    expect(Math.max(...loud.left)).toBeLessThanOrEqual(Math.fround(10 ** (-0.5 / 20)));
    expect(Math.max(...loud.left)).toBeGreaterThan(0.94);
  });
});
