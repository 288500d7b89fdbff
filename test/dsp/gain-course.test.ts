import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withGainCourse, withGainCoursePlainly } from '../../src/dsp/gain-course.ts';
import { whiteNoise } from './signals.ts';

test('the kernel drives as the reference does, to the last bit', () => {
  const courses = fc.record({
    frames: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000 })),
    blockFrames: fc.integer({ min: 1, max: 30_000 }),
    isCut: fc.boolean(),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(courses, ({ frames, blockFrames, isCut, seed }) => {
      const count = Math.ceil(frames / blockFrames);
      const course = {
        start: 1.25,
        ends: Int32Array.from({ length: count }, (_, block) => Math.min(frames, (block + 1) * blockFrames)),
        gains: Float64Array.from(whiteNoise(0.2, count, seed), (value) => 1 + value),
        tip: isCut ? 0.7 : Infinity,
      };
      const [left, right] = [whiteNoise(0.5, frames, seed + 1), whiteNoise(0.5, frames, seed + 2)];
      expect(withGainCourse(left, right, course)).toEqual(withGainCoursePlainly(left, right, course));
    }),
    { numRuns: 12 },
  );
});

test('the gain goes straight to what is wanted at the end of each block, and what is beyond the tip is cut off', () => {
  const ones = new Float32Array(6).fill(1);
  const [left, right] = withGainCourse(
    ones,
    ones.map((one) => -one),
    {
      ...{ start: 1, ends: Int32Array.of(2, 6), gains: Float64Array.of(2, 4), tip: 3.25 },
    },
  );
  expect([...left]).toEqual([1.5, 2, 2.5, 3, 3.25, 3.25]);
  expect([...right]).toEqual([-1.5, -2, -2.5, -3, -3.25, -3.25]);
});
