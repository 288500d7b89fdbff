import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEVICES } from '../../src/devices/devices.ts';
import type { ContinuousParameter } from '../../src/devices/device-model.ts';
import { FADER_LAW, PAN_LAW } from '../../src/devices/display-laws.ts';
import { MIXER, sendParameter } from '../../src/devices/mixer.ts';

const CONTROLS = [...DEVICES, MIXER]
  .flatMap(({ name, parameters }) => parameters.map((parameter) => ({ device: name, parameter })))
  .filter((row): row is { device: string; parameter: ContinuousParameter } => row.parameter.kind === 'continuous')
  .concat({ device: 'Mixer', parameter: sendParameter(0) });

describe('every law', () => {
  test.each(CONTROLS)('$device › $parameter.name rises and is its own inverse', ({ parameter: { law, min, max } }) => {
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }), (a, b) => {
        const shown = law.toDisplay(a);
        const comesBack = !Number.isFinite(shown) || Math.abs(law.toRaw(shown) - a) < 5e-7;
        const rises = b - a <= 1e-9 || law.toDisplay(b) >= shown;
        const risesClearly = b - a <= (max - min) / 1000 || law.toDisplay(b) > shown;
        expect({ a, b, comesBack, rises, risesClearly }).toEqual({
          a,
          b,
          comesBack: true,
          rises: true,
          risesClearly: true,
        });
      }),
      { numRuns: 20 },
    );
  });

  test.each(CONTROLS)(
    '$device › $parameter.name starts within its range',
    ({ parameter: { defaultRaw, min, max } }) => {
      expect(defaultRaw).toBeGreaterThanOrEqual(min);
      expect(defaultRaw).toBeLessThanOrEqual(max);
    },
  );

  test.each([
    ['EQ Eight', '2 Frequency A', '10.0 Hz', '200 Hz', '22.0 kHz'],
    ['EQ Eight', '3 Frequency A', '10.0 Hz', '1.00 kHz', '22.0 kHz'],
    ['EQ Eight', '2 Gain A', '-15.0 dB', '0.00 dB', '15.0 dB'],
    ['EQ Eight', '2 Q A', '0.10', '0.71', '18.0'],
    ['EQ Eight', 'Scale', '-200 %', '100 %', '200 %'],
    ['Utility', 'Output', '-inf dB', '0.00 dB', '35.0 dB'],
    ['Utility', 'Stereo Width', '0.0 %', '100 %', '200 %'],
    ['Utility', 'Bass Freq', '50.0 Hz', '120 Hz', '500 Hz'],
    ['Utility', 'Balance', '50L', 'C', '50R'],
    ['Compressor', 'Threshold', '-inf dB', '0.00 dB', '6.00 dB'],
    ['Compressor', 'Ratio', '1.00 : 1', '4.00 : 1', 'inf : 1'],
    ['Compressor', 'Attack', '0.01 ms', '1.00 ms', '1.00 s'],
    ['Compressor', 'Release', '1.00 ms', '30.0 ms', '3.00 s'],
    ['Compressor', 'Knee', '0.0 dB', '6.0 dB', '18.0 dB'],
    ['Limiter', 'Ceiling', '-24.0 dB', '-0.3 dB', '0.0 dB'],
    ['Mixer', 'Volume', '-inf dB', '0.0 dB', '6.0 dB'],
    ['Mixer', 'Pan', '50L', 'C', '50R'],
    ['Mixer', 'Send A', '-inf dB', '-inf dB', '0.0 dB'],
  ])('%s › %s shows %s … %s … %s', (device, name, low, middle, high) => {
    const parameter = CONTROLS.find((row) => row.device === device && row.parameter.name === name)?.parameter;
    const texts = [parameter?.min, parameter?.defaultRaw, parameter?.max].map((raw) =>
      parameter?.law.format(parameter.law.toDisplay(raw ?? NaN)),
    );
    expect(texts).toEqual([low, middle, high]);
  });
});

describe('the mixer', () => {
  test.each([
    [0.0213456, -63],
    [0.0346236, -60],
    [0.085236, -51],
    [0.1428816, -42],
    [0.2116302, -33],
    [0.3024142, -24],
    [0.3436638, -21],
    [0.4, -18],
    [0.55, -12],
    [0.7, -6],
    [0.85, 0],
    [0.9249424, 3],
    [1, 6],
  ])('raw %d is %d dB, as in Live', (raw, db) => {
    expect(Math.abs(FADER_LAW.toDisplay(raw) - db)).toBeLessThanOrEqual(0.06);
  });

  test('below the fader everything is silence', () => {
    expect(FADER_LAW.toDisplay(0)).toBe(-Infinity);
    expect(FADER_LAW.toRaw(-Infinity)).toBe(0);
    expect(FADER_LAW.toRaw(-100)).toBe(0);
  });

  test('pan −0.5 is 25L', () => {
    expect(PAN_LAW.format(PAN_LAW.toDisplay(-0.5))).toBe('25L');
  });
});
