import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { completeSettings } from '../../src/devices/device-settings.ts';
import { LIMITER, plainLimiter } from '../../src/devices/limiter.ts';
import { TruePeak } from '../../src/dsp/true-peak.ts';
import { constant, noise, sine, through, type Pair } from './signals.ts';

const RATE = 48_000;

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

  test('on the kernel it is the plain one to the last bit, on either side of long rests', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(44_100, RATE, 96_000),
        fc.double({ min: -6, max: 24, noNaN: true }),
        fc.double({ min: -12, max: 0, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.constantFrom('1.5 ms', '3 ms', '6 ms'),
        fc.constantFrom('Standard', 'True Peak'),
        fc.nat(),
        (rate, inputGain, ceilingDb, release, lookahead, mode, seed) => {
          const frames = 20_000;
          const input = noise(frames, seed, 0.5);
          for (let n = 0; n < frames; n++) {
            if (n > 4000 && n < 14_000) input.left[n] = input.right[n] = 0;
            if (n % 700 > 300) input.left[n] *= 0.02;
            if (n % 900 > 200) input.right[n] *= 0.02;
          }
          const settings = {
            ...{ 'Input Gain': inputGain, Ceiling: ceilingDb, Release: release },
            ...{ Lookahead: lookahead, Mode: mode },
          };
          const plain = plainLimiter(completeSettings(LIMITER, settings), rate);
          const output = through(LIMITER.createProcessor(settings, rate), input);
          expect(output).toEqual(through(plain, input));
          const whole = { left: input.left.slice(), right: input.right.slice() };
          LIMITER.createProcessor(settings, rate).process(whole.left, whole.right, frames);
          const wholePlain = { left: input.left.slice(), right: input.right.slice() };
          plainLimiter(completeSettings(LIMITER, settings), rate).process(wholePlain.left, wholePlain.right, frames);
          expect(whole).toEqual(wholePlain);
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

  test('True Peak keeps what lies between the samples below the ceiling too', () => {
    // A quarter of the rate, 45° off: its samples reach 0.707 of its peaks.
    const tone = sine(RATE / 4, RATE, RATE / 2, 1, Math.PI / 4);
    const truePeakDb = (settings: DeviceSettings, input: Pair): number => {
      const { left, right } = limiter({ Ceiling: -6, ...settings }, input);
      const meter = new TruePeak(RATE);
      meter.push(left, right, left.length);
      return 20 * Math.log10(Math.max(...meter.finish().peaks));
    };
    expect(truePeakDb({}, tone)).toBeGreaterThan(-4);
    expect(truePeakDb({ Mode: 'True Peak' }, tone)).toBeLessThan(-5.85);
    const hits = sine(3000, RATE, RATE / 2, 1.6, 0.3);
    for (let n = 0; n < hits.left.length; n++) {
      hits.left[n] *= Math.exp(-(n % 6000) / 1500);
      hits.right[n] *= 0.5;
    }
    for (const Lookahead of ['1.5 ms', '6 ms']) {
      expect(truePeakDb({ Mode: 'True Peak', Lookahead, Release: 50, Link: 30 }, hits)).toBeLessThan(-5.85);
    }
  });

  test('Maximize brings what reaches the threshold to Output', () => {
    const maximize = { 'Maximize On': 'On', Threshold: -12, Output: -1, Ceiling: -20 };
    const level = (amplitude: number): number => {
      const { left } = limiter(maximize, constant(amplitude, RATE / 4));
      return 20 * Math.log10(left[left.length - 1]);
    };
    expect(level(0.5)).toBeCloseTo(-1, 3);
    expect(level(0.1)).toBeCloseTo(-20 + 11, 3);
  });

  test('M/S routing limits mid and side on their own, and both channels stay below the ceiling', () => {
    const input = { left: new Float32Array(RATE).fill(1.5), right: new Float32Array(RATE).fill(0.9) };
    const { left, right } = limiter({ Ceiling: 0, Routing: 'M/S' }, input);
    // Mid 1.2 comes down to 1, side 0.3 stays; their sum is then held at 1.
    expect(left[RATE - 1]).toBeCloseTo(1, 4);
    expect((left[RATE - 1] - right[RATE - 1]) / (left[RATE - 1] + right[RATE - 1])).toBeCloseTo(0.3, 4);
    const linked = limiter({ Ceiling: 0, Routing: 'M/S', 'M/S Link': 100 }, input);
    expect(linked.right[RATE - 1] / linked.left[RATE - 1]).toBeCloseTo(0.6, 4);
    const wild = limiter({ Ceiling: -3, 'Input Gain': 12, Routing: 'M/S', 'M/S Link': 40 }, noise(4000, 6));
    expect(Math.max(...wild.left, ...wild.right)).toBeLessThanOrEqual(Math.fround(10 ** (-3 / 20)));
  });

  test('Soft Clip rounds peaks off before the ceiling, and leaves quiet sounds alone', () => {
    const tone = (amplitude: number): Float32Array =>
      limiter({ Ceiling: 0, Mode: 'Soft Clip' }, sine(100, RATE, RATE / 4, amplitude)).left.subarray(RATE / 8);
    expect(Math.max(...tone(0.6))).toBeCloseTo(0.6, 4);
    const rounded = Math.max(...tone(1));
    expect(rounded).toBeLessThan(0.95);
    expect(rounded).toBeGreaterThan(0.85);
    expect(Math.max(...tone(2))).toBeLessThanOrEqual(1);
  });

  test('Auto recovers fast from a peak and slowly from a long stretch', () => {
    const recovered = (loudSeconds: number): number => {
      const loud = Math.round(loudSeconds * RATE);
      const input = constant(2, loud + RATE / 2);
      input.left.fill(0.1, loud);
      input.right.fill(0.1, loud);
      return limiter({ Ceiling: 0, Auto: 'On' }, input).left[loud + Math.round(0.15 * RATE)] / 0.1;
    };
    expect(recovered(0.005)).toBeGreaterThan(0.95);
    expect(recovered(2)).toBeLessThan(0.65);
  });
});
