import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { MULTIBAND_DYNAMICS } from '../../src/devices/multiband-dynamics.ts';
import { gainDbFromImpulse, power, sine, through, type Pair } from './signals.ts';

const RATE = 44_100;
const PEAK = { 'Peak/RMS Mode': 'Peak', 'Soft Knee On/Off': 'Off' };

function multiband(settings: DeviceSettings, input: Pair): Pair {
  return through(MULTIBAND_DYNAMICS.createProcessor(settings, RATE), input);
}

/** Gain in decibels that a tone has after half a second, its power taken over whole cycles. */
function toneGainDb(settings: DeviceSettings, hz: number, levelDb: number): number {
  const input = sine(hz, RATE, RATE, 10 ** (levelDb / 20));
  return 10 * Math.log10(power(multiband(settings, input).left, RATE / 2) / power(input.left, RATE / 2));
}

describe('Multiband Dynamics', () => {
  test('the bands sum flat at every frequency, wherever they meet', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 30, max: 3000, noNaN: true }),
        fc.double({ min: 300, max: 15_000, noNaN: true }),
        (lower, upper) => {
          for (const hz of [40, 300, 2000, 12_000]) {
            const settings = { 'Low-Mid Crossover': lower, 'Mid-High Crossover': upper };
            const gainDb = gainDbFromImpulse(MULTIBAND_DYNAMICS.createProcessor(settings, RATE), hz, RATE, 2 ** 13);
            expect(Math.abs(gainDb)).toBeLessThan(0.1);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  test('a band falls by 6 dB at its crossover and by 24 dB in the octave beyond', () => {
    // Silencing the other bands leaves the low one.
    const low = {
      'Output Gain (Mid)': -24,
      'Output Gain (High)': -24,
      'Input Gain (Mid)': -24,
      'Input Gain (High)': -24,
    };
    const gainDb = (hz: number): number =>
      gainDbFromImpulse(
        MULTIBAND_DYNAMICS.createProcessor({ ...low, 'Low-Mid Crossover': 500 }, RATE),
        hz,
        RATE,
        2 ** 13,
      );
    expect(gainDb(100)).toBeCloseTo(0, 1);
    expect(gainDb(500)).toBeCloseTo(-6.02, 1);
    // |H| of the squared Butterworth an octave up is 1 / (1 + 2⁴); the other bands still leak in at −48 dB.
    expect(Math.abs(gainDb(1000) + 20 * Math.log10(1 + 2 ** 4))).toBeLessThan(0.6);
  });

  test.each<[DeviceSettings, number, number]>([
    [{ 'Above Ratio (Mid)': 4 }, -10, -7.5],
    [{ 'Above Ratio (Mid)': Infinity }, -5, -15],
    [{ 'Above Ratio (Mid)': 0.5 }, -15, 5],
    [{ 'Above Ratio (Mid)': 4 }, -30, 0],
    [{ 'Below Ratio (Mid)': 2, 'Below Threshold (Mid)': -40 }, -60, 10],
    [{ 'Below Ratio (Mid)': 0.5, 'Below Threshold (Mid)': -40 }, -50, -10],
    [{ 'Above Ratio (Mid)': 4, Amount: 50 }, -10, -3.75],
    [{ 'Above Ratio (Mid)': 4, 'Band Activator (Mid)': 'Off' }, -10, 0],
    [{ 'Above Ratio (Low)': 4, 'Above Ratio (High)': 4 }, -10, 0],
  ])('%j gives a tone of %d dB a gain of %d dB', (settings, levelDb, gainDb) => {
    // In the middle of its band; slow enough that the gain holds the level of the peaks.
    const slow = { 'Attack Time (Mid)': 0.1, 'Release Time (Mid)': 5000 };
    const peaks = levelDb > -40 ? slow : { 'Attack Time (Mid)': 5000, 'Release Time (Mid)': 0.1 };
    const isExpanding = gainDb > 0 && levelDb > -40;
    const times = isExpanding ? { 'Attack Time (Mid)': 5000, 'Release Time (Mid)': 0.1 } : peaks;
    const rms = settings['Below Ratio (Mid)'] === undefined ? times : { 'Peak/RMS Mode': 'RMS' };
    // RMS reads a sine 3.01 dB lower.
    const offsetDb = settings['Below Ratio (Mid)'] === undefined ? 0 : 3.01;
    const found = toneGainDb({ ...PEAK, ...rms, ...settings }, 550, levelDb + offsetDb);
    expect(Math.abs(found - gainDb)).toBeLessThan(0.35);
  });

  test('gains act before and after the dynamics of their band', () => {
    expect(toneGainDb({ 'Input Gain (Mid)': 3, 'Output Gain (Mid)': -5, Output: 1 }, 550, -30)).toBeCloseTo(-1, 1);
    const squeezed = { ...PEAK, 'Above Ratio (Mid)': Infinity, 'Attack Time (Mid)': 0.1, 'Release Time (Mid)': 5000 };
    expect(Math.abs(toneGainDb({ ...squeezed, 'Input Gain (Mid)': 10 }, 550, -20))).toBeLessThan(0.2);
  });

  test('attack and release, times Time Scaling, reach 63 % of the way', () => {
    // 10 kHz, all of it in the high band: its peaks come every few samples.
    const input = sine(10_000, RATE, RATE, 1);
    for (let n = 0; n < RATE / 2; n++) input.left[n] = input.right[n] = input.left[n] * 0.001;
    const gainDbAt = (settings: DeviceSettings, ms: number): number => {
      const { left } = multiband(
        { 'Peak/RMS Mode': 'RMS', 'Soft Knee On/Off': 'Off', 'Above Threshold (High)': -23.01, ...settings },
        input,
      );
      const at = RATE / 2 + Math.round((ms / 1000) * RATE);
      return 10 * Math.log10(power(left.subarray(at - 22, at + 22)) / power(input.left.subarray(at - 22, at + 22)));
    };
    const slow = { 'Above Ratio (High)': 2, 'Attack Time (High)': 200 };
    expect(Math.abs(gainDbAt(slow, 200) + 10 * (1 - Math.exp(-1)))).toBeLessThan(0.5);
    expect(Math.abs(gainDbAt({ ...slow, 'Time Scaling': 50 }, 100) + 10 * (1 - Math.exp(-1)))).toBeLessThan(0.7);
  });

  test('a key drives the bands it has', () => {
    const pad = sine(550, RATE, RATE / 2, 0.05);
    const settings = { ...PEAK, 'S/C On': 'On', 'Above Ratio (Mid)': 4, 'Attack Time (Mid)': 0.1 };
    const gainDb = (keyHz: number): number => {
      const output = { left: pad.left.slice(), right: pad.right.slice() };
      MULTIBAND_DYNAMICS.createProcessor({ ...settings, 'Release Time (Mid)': 5000 }, RATE).process(
        output.left,
        output.right,
        RATE / 2,
        sine(keyHz, RATE, RATE / 2, 1),
      );
      return 10 * Math.log10(power(output.left, RATE / 4) / power(pad.left, RATE / 4));
    };
    expect(Math.abs(gainDb(550) + 15)).toBeLessThan(0.3);
    expect(Math.abs(gainDb(12_000))).toBeLessThan(0.1);
  });
});
