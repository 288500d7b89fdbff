import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { levelCoursesOf, PlainLevelCourses, type CourseShape } from '../../src/dsp/level-courses.ts';
import { whiteNoise } from './signals.ts';

/** Lines by fours, those at 0 and in the last range left out. */
function shapeOf(rows: number, columns: number): CourseShape {
  const ranges = rows / 8 - 1;
  const rangeOfLine = Int32Array.from({ length: rows / 2 }, (_, line) => {
    const range = Math.floor(line / 4);
    return line === 0 || range >= ranges ? -1 : range;
  });
  return { rows, columns, rangeOfLine, ranges };
}

test('the kernel reads moments as the reference does, to the last bit, and powers to rounding', () => {
  const sizes = fc.record({
    rows: fc.constantFrom(16, 32, 64, 256),
    pool: fc.constantFrom(2, 4, 8),
    pairs: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(sizes, ({ rows, pool, pairs, seed }) => {
      const columns = 2 * pairs * pool;
      const shape = shapeOf(rows, 2 * columns);
      const levels = whiteNoise(3, 2 * columns * rows, seed).map((value, i) => value + Math.sin(i / 9));
      const [fast, plain] = [levelCoursesOf(shape), new PlainLevelCourses(shape)];
      for (const courses of [fast, plain]) courses.load(levels);
      for (const first of [0, columns]) {
        expect(fast.moments(first, columns, pool)).toEqual(plain.moments(first, columns, pool));
      }
      const [powers, expected] = [fast.powers(columns, pool), plain.powers(columns, pool)];
      expect(powers.length).toBe(expected.length);
      powers.forEach((power, i) => expect(power / expected[i]).toBeCloseTo(1, 10));
      // Nothing is left over from one patch to the next.
      expect(fast.powers(columns, pool)).toEqual(powers);
    }),
    { numRuns: 40 },
  );
});

test('a sine of level has its mean, its deviation and its power in its own range alone', () => {
  const [rows, offset, height, line] = [256, 0.7, 0.3, 10];
  const course = Float32Array.from(
    { length: rows },
    (_, n) => offset + height * Math.sin((2 * Math.PI * line * n) / rows),
  );
  const levels = new Float32Array(4 * rows);
  // The mean of a course and its double is one and a half times the course.
  levels.set(course, 0);
  levels.set(
    course.map((value) => 2 * value),
    rows,
  );
  for (const courses of [levelCoursesOf(shapeOf(rows, 4)), new PlainLevelCourses(shapeOf(rows, 4))]) {
    courses.load(levels);
    const [mean, deviation, ...silent] = courses.moments(0, 4, 2);
    expect(mean).toBeCloseTo(1.5 * offset, 6);
    expect(deviation).toBeCloseTo((1.5 * height) / Math.SQRT2, 6);
    expect(silent).toEqual([0, 0]);
    // |X|² of a sine of height h at its own line is (h·N/2)²; the Hann window halves it and gives its neighbours a quarter.
    const powers = [...courses.powers(4, 2)];
    const expected = ((1.5 * height) ** 2 / 4) * (1 / 4 + 2 / 16);
    expect(powers[2]).toBeCloseTo(expected, 6);
    powers.forEach((power, i) => i === 2 || expect(power).toBeCloseTo(0, 9));
  }
});
