import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logLevelsOf, PlainLogLevels } from '../../src/dsp/log-levels.ts';
import { quickLog } from '../../src/dsp/quick-log.ts';
import { whiteNoise } from './signals.ts';

const SCALE = { gain: 37.5, floor: 1e-7, scale: 0.217, offset: 2 };

test('the kernel makes levels as the reference does, to the last bit', () => {
  const sizes = fc.record({ sixteens: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(sizes, fc.double({ min: -9, max: 3, noNaN: true }), ({ sixteens, columns }, size) => {
      const rows = 16 * sixteens;
      const powers = whiteNoise(1, rows * columns, 5).map((value) => value * value * 10 ** size);
      const [levels, expected] = [new Float32Array(rows * columns), new Float32Array(rows * columns)];
      logLevelsOf(rows, columns).put(powers, SCALE, levels);
      new PlainLogLevels(rows, columns).put(powers, SCALE, expected);
      expect(levels).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('levels are those of the formula, column after column, and silence is the floor', () => {
  const powers = Float32Array.from({ length: 32 }, (_, i) => (i === 3 ? 0 : 0.01 * i));
  const levels = new Float32Array(32);
  logLevelsOf(16, 2).put(powers, SCALE, levels);
  powers.forEach((power, i) => {
    const at = (i % 2) * 16 + Math.floor(i / 2);
    expect(levels[at]).toBeCloseTo(SCALE.scale * Math.log(SCALE.gain * power + SCALE.floor) + SCALE.offset, 6);
  });
  expect(levels[17]).toBe(Math.fround(SCALE.scale * quickLog(SCALE.floor) + SCALE.offset));
});
