import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MIXER } from '../../src/devices/mixer.ts';
import { chained, panMatrix, toMidSide, widthMatrix } from '../../src/devices/stereo-matrix.ts';
import { UTILITY, bassMonoSidePowerGain } from '../../src/devices/utility.ts';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { gainDbFromImpulse, noise, power, sine, through, type Pair } from './signals.ts';

const RATE = 44_100;

function utility(settings: DeviceSettings, input: Pair): Pair {
  return through(UTILITY.createProcessor(settings, RATE), input);
}

function side({ left, right }: Pair): Float32Array {
  return left.map((l, n) => (l - right[n]) / 2);
}

function mid({ left, right }: Pair): Float32Array {
  return left.map((l, n) => (l + right[n]) / 2);
}

function expectClose(samples: Float32Array, expected: (n: number) => number): void {
  for (let n = 0; n < samples.length; n += 13) expect(samples[n]).toBeCloseTo(expected(n), 5);
}

describe('Utility', () => {
  const input = noise(1000, 3, 0.5);

  test('passes everything untouched as inserted, and when switched off', () => {
    expectClose(utility({}, input).left, (n) => input.left[n]);
    expect(utility({ 'Device On': 'Off', Mute: 'On' }, input)).toEqual(input);
  });

  test('width scales the side and nothing else', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 200, noNaN: true }), (width) => {
        const output = utility({ 'Stereo Width': width }, input);
        expectClose(side(output), (n) => (side(input)[n] * width) / 100);
        expectClose(mid(output), (n) => mid(input)[n]);
      }),
      { numRuns: 10 },
    );
  });

  test.each<[DeviceSettings, (l: number, r: number) => [number, number]]>([
    [{ Mono: 'On' }, (l, r) => [(l + r) / 2, (l + r) / 2]],
    [{ 'Channel Mode': 'Left' }, (l) => [l, l]],
    [{ 'Channel Mode': 'Right' }, (_, r) => [r, r]],
    [{ 'Channel Mode': 'Swap' }, (l, r) => [r, l]],
    [{ 'Left Inv': 'On' }, (l, r) => [-l, r]],
    [{ 'Right Inv': 'On', Mono: 'On' }, (l, r) => [(l - r) / 2, (l - r) / 2]],
    [{ Output: -6 }, (l, r) => [l * 10 ** -0.3, r * 10 ** -0.3]],
    [{ Gain: '-inf dB' }, () => [0, 0]],
    [{ Mute: 'On' }, () => [0, 0]],
    [{ Balance: -50 }, (l) => [Math.SQRT2 * l, 0]],
    [{ 'Mid/Side Balance': 200 }, (l, r) => [(l - r) / 2, (r - l) / 2]],
    [{ 'Mid/Side Balance': 0 }, (l, r) => [(l + r) / 2, (l + r) / 2]],
    [{ 'Mid/Side Balance': 100 }, (l, r) => [l, r]],
  ])('%j', (settings, expected) => {
    const output = utility(settings, input);
    expectClose(output.left, (n) => expected(input.left[n], input.right[n])[0]);
    expectClose(output.right, (n) => expected(input.left[n], input.right[n])[1]);
  });

  test('Bass Mono takes the side away below its frequency and leaves the mid alone', () => {
    const output = utility({ 'Bass Mono': 'On', 'Bass Freq': 120 }, input);
    expectClose(mid(output), (n) => mid(input)[n]);
    for (const hz of [30, 60, 120, 240, 1000]) {
      const tone = sine(hz, RATE, 2 * RATE);
      const opposite = { left: tone.left, right: tone.left.map((x) => -x) };
      const heard = utility({ 'Bass Mono': 'On', 'Bass Freq': 120 }, opposite);
      const measuredDb = 10 * Math.log10(power(heard.left, RATE) / power(tone.left, RATE));
      expect(measuredDb).toBeCloseTo(10 * Math.log10(bassMonoSidePowerGain(120, hz, RATE)), 1);
    }
    expect(10 * Math.log10(bassMonoSidePowerGain(120, 120, RATE))).toBeCloseTo(-6.02, 2);
    expect(10 * Math.log10(bassMonoSidePowerGain(120, 60, RATE))).toBeCloseTo(-24.6, 1);
  });

  test('DC Filter takes away a constant and leaves a bass', () => {
    const processor = (): ReturnType<typeof UTILITY.createProcessor> =>
      UTILITY.createProcessor({ 'DC Filter': 'On' }, RATE);
    expect(gainDbFromImpulse(processor(), 0, RATE)).toBeLessThan(-80);
    expect(gainDbFromImpulse(processor(), 5, RATE)).toBeCloseTo(-3.01, 1);
    expect(gainDbFromImpulse(processor(), 50, RATE)).toBeGreaterThan(-0.1);
  });
});

describe('stereo matrices', () => {
  test('pan has 0 dB in the centre, +3 dB at the ends, and constant power', () => {
    expect(panMatrix(0)).toEqual({ ll: expect.closeTo(1, 12), lr: 0, rl: 0, rr: expect.closeTo(1, 12) });
    expect(panMatrix(50).ll).toBeCloseTo(0, 12);
    expect(20 * Math.log10(panMatrix(50).rr)).toBeCloseTo(3.01, 2);
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (pan) => {
        const { ll, rr } = panMatrix(pan);
        expect(ll ** 2 + rr ** 2).toBeCloseTo(2, 12);
        expect(panMatrix(-pan).rr).toBeCloseTo(ll, 12);
      }),
    );
  });

  test('in mid and side, width is a gain of the side and pan mixes both', () => {
    expect(toMidSide(widthMatrix(150))).toEqual({ mm: 1, ms: 0, sm: 0, ss: 1.5 });
    const { mm, ms, sm, ss } = toMidSide(panMatrix(20));
    expect(mm).toBeCloseTo(ss, 12);
    expect(ms).toBeCloseTo(sm, 12);
    expect(sm).toBeLessThan(0);
  });

  test('chaining is doing one after the other', () => {
    const pan = panMatrix(-15);
    const width = widthMatrix(60);
    const [l, r] = [0.3, -0.8];
    const both = chained(pan, width);
    const [pl, pr] = [pan.ll * l, pan.rr * r];
    expect(both.ll * l + both.lr * r).toBeCloseTo(width.ll * pl + width.lr * pr, 12);
    expect(both.rl * l + both.rr * r).toBeCloseTo(width.rl * pl + width.rr * pr, 12);
  });
});

test('the mixer is its fader and its pan', () => {
  const input = noise(300, 5, 0.5);
  const output = through(MIXER.createProcessor({ Volume: -6, Pan: 25 }, RATE), input);
  const gain = 10 ** (-6 / 20);
  expectClose(output.left, (n) => input.left[n] * gain * Math.SQRT2 * Math.cos((3 * Math.PI) / 8));
  expectClose(output.right, (n) => input.right[n] * gain * Math.SQRT2 * Math.sin((3 * Math.PI) / 8));
  expect(power(through(MIXER.createProcessor({ 'Track Volume': -Infinity }, RATE), input).left)).toBe(0);
});
