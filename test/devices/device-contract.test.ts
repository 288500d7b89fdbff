import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEVICES, deviceByName } from '../../src/devices/devices.ts';
import type {
  ContinuousParameter,
  DeviceModel,
  DeviceSettings,
  ParameterModel,
} from '../../src/devices/device-model.ts';
import { findParameter } from '../../src/devices/device-settings.ts';
import { parseDisplay } from '../../src/devices/display-text.ts';
import { MIXER } from '../../src/devices/mixer.ts';
import { constant, noise, through } from './signals.ts';

const RATE = 44_100;
const ALL = [...DEVICES, MIXER];

/** Anything a person could set a device to, switched on. */
function anySettings({ parameters }: DeviceModel): fc.Arbitrary<DeviceSettings> {
  const settable = parameters.filter(({ name }) => name !== 'Device On');
  return fc
    .tuple(...settable.map((parameter) => anyValue(parameter)))
    .map((values) => Object.fromEntries(settable.map(({ name }, index) => [name, values[index]])));
}

function anyValue(parameter: ParameterModel): fc.Arbitrary<string | number> {
  if (parameter.kind === 'choice') return fc.constantFrom(...parameter.items);
  const { min, max, law } = parameter;
  return fc
    .oneof(fc.constantFrom(min, max, parameter.defaultRaw), fc.double({ min, max, noNaN: true }))
    .map((raw) => law.toDisplay(raw));
}

describe.each(ALL)('$name', (device) => {
  test('makes silence of silence, and numbers of any sound, however it is set', () => {
    const sound = noise(1500, 7, 0.9);
    sound.left.fill(0, 700, 1100);
    sound.right.fill(0, 700, 1100);
    const key = noise(1500, 8, 0.9);
    fc.assert(
      fc.property(anySettings(device), (settings) => {
        const silent = through(device.createProcessor(settings, RATE), constant(0, 600));
        expect(silent.left.every((x) => x === 0) && silent.right.every((x) => x === 0)).toBe(true);
        const output = { left: sound.left.slice(), right: sound.right.slice() };
        device.createProcessor(settings, RATE).process(output.left, output.right, 1500, key);
        expect(output.left.every(Number.isFinite) && output.right.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 16 },
    );
  });

  test('sounds the same in blocks of any size', () => {
    const [sound, key] = [noise(2000, 3, 0.7), noise(2000, 4, 0.7)];
    fc.assert(
      fc.property(anySettings(device), fc.integer({ min: 1, max: 700 }), (settings, block) => {
        const whole = { left: sound.left.slice(), right: sound.right.slice() };
        device.createProcessor(settings, RATE).process(whole.left, whole.right, 2000, key);
        const pieces = { left: sound.left.slice(), right: sound.right.slice() };
        const processor = device.createProcessor(settings, RATE);
        for (let at = 0; at < 2000; at += block) {
          const end = Math.min(2000, at + block);
          const pieceOf = (samples: Float32Array): Float32Array => samples.subarray(at, end);
          processor.process(pieceOf(pieces.left), pieceOf(pieces.right), end - at, {
            left: pieceOf(key.left),
            right: pieceOf(key.right),
          });
        }
        const worst = whole.left.reduce((most, x, n) => Math.max(most, Math.abs(x - pieces.left[n])), 0);
        expect(worst).toBeLessThan(1e-5 * (1 + whole.left.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
      }),
      { numRuns: 8 },
    );
  });

  test('says what is exact and what is approximate', () => {
    expect(device.fidelity).toMatch(/exact|within/i);
    expect(device.fidelity.length).toBeGreaterThan(100);
  });
});

test.each(DEVICES)('$name: switched off, it is a wire without delay', (device) => {
  fc.assert(
    fc.property(anySettings(device), (settings) => {
      const input = noise(300, 5);
      const processor = device.createProcessor({ ...settings, 'Device On': 'Off' }, RATE);
      expect(processor.latencyFrames).toBe(0);
      expect(through(processor, input)).toEqual(input);
    }),
    { numRuns: 5 },
  );
});

test.each(ALL)('$name: what a control shows can be read back to within its step', ({ parameters }) => {
  const controls = parameters.filter((row): row is ContinuousParameter => row.kind === 'continuous');
  const faults: unknown[] = [];
  for (const { name, min, max, law } of controls) {
    for (let place = 0; place <= 1; place += 0.05) {
      const display = law.toDisplay(min + place * (max - min));
      const read = parseDisplay(law.format(display));
      const isNear = read && (read.value === display || Math.abs(read.value - display) <= 0.5001 * read.step);
      if (!isNear || read.unit !== (law.unit === 'Q' ? '' : law.unit)) faults.push({ name, display, read });
    }
  }
  expect(faults).toEqual([]);
});

test.each(ALL)('$name: every choice is its own text and no other', ({ parameters }) => {
  for (const row of parameters) {
    if (row.kind !== 'choice') continue;
    expect(new Set(row.items).size).toBe(row.items.length);
    expect(row.defaultRaw).toBeGreaterThanOrEqual(0);
    expect(row.defaultRaw).toBeLessThan(row.items.length);
  }
});

/** Raw values of fresh devices, read from a running Live; the laws know only ranges and what is shown. */
test.each([
  ['Channel EQ', 'Low Gain', 0.498841],
  ['Channel EQ', 'Mid Gain', 0.5],
  ['Channel EQ', 'Mid Freq', 0.610793],
  ['Channel EQ', 'Gain', 0.5],
  ['Drum Buss', 'Damping Freq', 0.789495],
  ['Drum Buss', 'Boom Freq', 0.464974],
  ['Drum Buss', 'Output Gain', 0.924942],
  ['Drum Buss', 'Trim', 1],
  ['Glue Compressor', 'S/C EQ Freq', 0.305268],
  ['Glue Compressor', 'S/C EQ Q', 0.408567],
  ['Glue Compressor', 'S/C Gain', 0.4],
  ['Limiter', 'Input Gain', 0.5],
  ['Limiter', 'Ceiling', 0.970144],
  ['Limiter', 'Release', 0.730311],
  ['Limiter', 'Output', 1],
  ['Multiband Dynamics', 'Low-Mid Crossover', 2.079181],
  ['Multiband Dynamics', 'Mid-High Crossover', 3.39794],
  ['Multiband Dynamics', 'Above Ratio (Mid)', 0],
  ['Multiband Dynamics', 'Attack Time (Low)', 1.69897],
  ['Multiband Dynamics', 'Release Time (High)', 2],
  ['Multiband Dynamics', 'Time Scaling', 0],
  ['Saturator', 'Drive', 0.5],
  ['Saturator', 'Color Freq', 0.545825],
  ['Saturator', 'Output', 1],
  ['Utility', 'Bass Freq', 0.380211],
  ['Mixer', 'Volume', 0.85],
] as const)('%s › %s stands at raw %d in a fresh device', (device, name, raw) => {
  const parameter = findParameter(deviceByName(device)!, name)!;
  // The fader's law is good to 0.05 dB, a thousandth of its range.
  expect(Math.abs(parameter.defaultRaw - raw)).toBeLessThan(2e-4);
});

test.each([
  ['Channel EQ', 7],
  ['Compressor', 23],
  ['Glue Compressor', 17],
  ['Limiter', 13],
  ['Utility', 12],
  ['Multiband Dynamics', 38],
  ['Saturator', 19],
  ['Drum Buss', 14],
  ['Auto Filter', 45],
])('%s has all of its %d parameters', (device, count) => {
  expect(deviceByName(device)!.parameters).toHaveLength(count);
});
