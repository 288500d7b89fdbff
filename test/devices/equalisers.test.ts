import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AUTO_FILTER } from '../../src/devices/auto-filter.ts';
import { CHANNEL_EQ, channelEqResponseDb } from '../../src/devices/channel-eq.ts';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { gainDbFromImpulse, noise, power, sine, through } from './signals.ts';

const RATE = 44_100;

/** The bilinear transform maps the analogue frequency ω to tan(πf/fs); relative to a corner, this is s = j·x. */
function warped(hz: number, cornerHz: number): number {
  return Math.tan((Math.PI * hz) / RATE) / Math.tan((Math.PI * cornerHz) / RATE);
}

/** |1 / (1 + j·x/q − x²)| in decibels: a second-order low-pass. */
function lowPassDb(hz: number, cornerHz: number, q: number): number {
  const x = warped(hz, cornerHz);
  return -20 * Math.log10(Math.hypot(1 - x * x, x / q));
}

function highPassDb(hz: number, cornerHz: number, q: number): number {
  return lowPassDb(hz, cornerHz, q) + 40 * Math.log10(warped(hz, cornerHz));
}

describe('Channel EQ', () => {
  test.each<[DeviceSettings, number, number]>([
    [{ 'Low Gain': 6 }, 20, 6],
    [{ 'Low Gain': 6 }, 100, 3],
    [{ 'Low Gain': -9 }, 100, -4.5],
    [{ 'Mid Gain': 5, 'Mid Freq': 800 }, 800, 5],
    [{ 'Mid Gain': -12, 'Mid Freq': 7500 }, 7500, -12],
    [{ 'High Gain': 8 }, 5000, 4],
    [{ 'High Gain': 8 }, 20_000, 8],
    [{ 'High Gain': -15 }, 100, 0],
    [{ 'Highpass On': 'On' }, 80, -3.01],
    [{ Gain: -4 }, 1000, -4],
  ])('%j has, at %d Hz, %d dB', (settings, hz, db) => {
    expect(channelEqResponseDb(settings, hz, RATE)).toBeCloseTo(db, 1);
  });

  test('a cut of the highs brings in a low-pass that closes to 8 kHz', () => {
    const shelfAloneDb = -15;
    expect(channelEqResponseDb({ 'High Gain': -15 }, 16_000, RATE)).toBeLessThan(shelfAloneDb - 9);
    expect(channelEqResponseDb({ 'High Gain': -3 }, 16_000, RATE)).toBeGreaterThan(-8);
  });

  test('sounds as its response says', () => {
    const decibels = fc.double({ min: -12, max: 12, noNaN: true });
    fc.assert(
      fc.property(
        decibels,
        decibels,
        decibels,
        fc.double({ min: 120, max: 7500, noNaN: true }),
        (low, mid, high, hz) => {
          const settings = { 'Low Gain': low, 'Mid Gain': mid, 'High Gain': high, 'Mid Freq': hz, 'Highpass On': 'On' };
          for (const at of [60, 700, 9000]) {
            const measured = gainDbFromImpulse(CHANNEL_EQ.createProcessor(settings, RATE), at, RATE, 2 ** 13);
            expect(Math.abs(measured - channelEqResponseDb(settings, at, RATE))).toBeLessThan(0.02);
          }
        },
      ),
      { numRuns: 6 },
    );
  });

  test('flat settings leave every sample as it is', () => {
    const input = noise(500, 9);
    expect(through(CHANNEL_EQ.createProcessor({}, RATE), input)).toEqual(input);
    expect(channelEqResponseDb({ 'Device On': 'Off', 'Low Gain': 9 }, 50, RATE)).toBe(0);
  });
});

describe('Auto Filter', () => {
  const gainDb = (settings: DeviceSettings, hz: number): number =>
    gainDbFromImpulse(AUTO_FILTER.createProcessor(settings, RATE), hz, RATE, 2 ** 14);

  test.each([200, 1000, 4000, 9000])('low- and high-pass are the bilinear ones, at %d Hz', (hz) => {
    const twelve = { Frequency: 1000, 'Filter Slope': '12dB' };
    expect(gainDb(twelve, hz)).toBeCloseTo(lowPassDb(hz, 1000, Math.SQRT1_2), 2);
    expect(gainDb({ ...twelve, 'Filter Type': 'High-pass' }, hz)).toBeCloseTo(highPassDb(hz, 1000, Math.SQRT1_2), 2);
    // A Butterworth of the fourth order: |H|² = 1 / (1 + x⁸).
    const fourthDb = -10 * Math.log10(1 + warped(hz, 1000) ** 8);
    expect(gainDb({ Frequency: 1000 }, hz)).toBeCloseTo(fourthDb, 2);
  });

  test('a band-pass has 0 dB in its centre, a notch nothing, and resonance lifts the corner', () => {
    const twelve = { Frequency: 1000, 'Filter Slope': '12dB' };
    expect(gainDb({ ...twelve, 'Filter Type': 'Band-pass' }, 1000)).toBeCloseTo(0, 3);
    expect(gainDb({ ...twelve, 'Filter Type': 'Notch' }, 1000)).toBeLessThan(-60);
    expect(gainDb({ ...twelve, Resonance: 100 }, 1000)).toBeCloseTo(20 * Math.log10(20), 1);
    expect(gainDb({ ...twelve, Resonance: 100 }, 100)).toBeCloseTo(0, 0);
  });

  test('Morph stops at low-pass, band-pass, high-pass, notch and low-pass', () => {
    const at = (morph: number, hz: number): number =>
      gainDb({ 'Filter Type': 'Morph', Frequency: 1000, 'Filter Morph': morph, 'Morph Slope': '12dB' }, hz);
    expect(at(0, 4000)).toBeCloseTo(lowPassDb(4000, 1000, Math.SQRT1_2), 2);
    expect(at(25, 1000)).toBeCloseTo(0, 2);
    expect(at(50, 4000)).toBeCloseTo(highPassDb(4000, 1000, Math.SQRT1_2), 2);
    expect(at(75, 1000)).toBeLessThan(-60);
    expect(at(100, 250)).toBeCloseTo(lowPassDb(250, 1000, Math.SQRT1_2), 2);
  });

  test('DJ takes away highs on the left and lows on the right, and nothing in the middle', () => {
    const at = (control: number, hz: number): number => gainDb({ 'Filter Type': 'DJ', Control: control }, hz);
    expect(at(0, 100)).toBe(0);
    expect(at(-60, 8000)).toBeLessThan(-24);
    expect(at(-60, 50)).toBeCloseTo(0, 1);
    expect(at(60, 50)).toBeLessThan(-24);
    expect(at(60, 15_000)).toBeCloseTo(0, 1);
  });

  test('a comb lifts the multiples of its frequency and empties the places between', () => {
    const comb = { 'Filter Type': 'Comb', Frequency: 441 };
    expect(gainDb(comb, 441)).toBeCloseTo(0, 3);
    expect(gainDb(comb, 4410)).toBeCloseTo(0, 3);
    expect(gainDb(comb, 220.5)).toBeLessThan(-100);
  });

  test('Resampling holds samples, at twice the frequency set', () => {
    const processor = AUTO_FILTER.createProcessor({ 'Filter Type': 'Resampling', Frequency: 2205 }, RATE);
    const { left } = through(processor, noise(400, 5));
    const changes = left.reduce((count, x, n) => count + (n > 0 && x !== left[n - 1] ? 1 : 0), 0);
    expect(changes).toBe(40 - 1);
  });

  test('a vowel rings at its formants', () => {
    const a = { 'Filter Type': 'Vowel', Formant: 0 };
    expect(gainDb(a, 730)).toBeGreaterThan(gainDb(a, 400) + 10);
    const transposed = { ...a, Pitch: 12 };
    expect(gainDb(transposed, 1460)).toBeCloseTo(gainDb(a, 730), 0);
  });

  test('the envelope opens the filter to a loud sound, its own or one that is routed in', () => {
    const tone = sine(3000, RATE, RATE, 0.5);
    const level = (settings: DeviceSettings, key?: typeof tone): number => {
      const output = { left: tone.left.slice(), right: tone.right.slice() };
      AUTO_FILTER.createProcessor({ Frequency: 300, ...settings }, RATE).process(output.left, output.right, RATE, key);
      return 10 * Math.log10(power(output.left, RATE / 2));
    };
    const closed = level({});
    expect(level({ 'Env Amount': 100 })).toBeGreaterThan(closed + 12);
    expect(level({ 'Env Amount': 100, 'S/C On': 'On' })).toBeCloseTo(closed, 3);
    expect(level({ 'Env Amount': 100, 'S/C On': 'On' }, tone)).toBeGreaterThan(closed + 12);
  });

  test('a free oscillator moves the filter once a cycle, a synced one stands still', () => {
    const tone = sine(2000, RATE, RATE, 0.5);
    const settings = { Frequency: 1000, 'LFO Amount': 40, 'LFO Freq': 4, 'LFO Phase': 0 };
    const { left } = through(AUTO_FILTER.createProcessor(settings, RATE), tone);
    const quarter = (n: number): number => power(left.subarray(Math.round(n * RATE), Math.round((n + 0.05) * RATE)));
    // The sine opens the filter in the first half of each quarter second, and closes it in the second.
    for (const start of [0.05, 0.3, 0.55]) expect(quarter(start)).toBeGreaterThan(30 * quarter(start + 0.125));
    const synced = through(AUTO_FILTER.createProcessor({ ...settings, 'LFO T Mode': 'Synced' }, RATE), tone);
    expect(synced.left).toEqual(through(AUTO_FILTER.createProcessor({ Frequency: 1000 }, RATE), tone).left);
  });
});
