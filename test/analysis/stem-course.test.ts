import { expect, test } from '@jest/globals';
import { COURSE_SECONDS, stemCourse } from '../../src/analysis/stem-course.ts';
import { measureEarPowers } from '../../src/analysis/stem-survey.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { kWeightAt } from '../../src/dsp/k-weighting.ts';

const RATE = 48_000;

/** A sine that sounds from one second to another, on both sides. */
function sine(hz: number, [from, to]: readonly [number, number], seconds = 4): StereoSignal {
  const left = Float32Array.from({ length: seconds * RATE }, (_, n) =>
    n >= from * RATE && n < to * RATE ? 0.5 * Math.sin((2 * Math.PI * hz * n) / RATE) : 0,
  );
  return { sampleRateHz: RATE, left, right: left.slice() };
}

const courseOf = (signal: StereoSignal, cutStartSeconds = 0, seconds = 4): Float64Array =>
  stemCourse(measureEarPowers(signal), cutStartSeconds, seconds);

test('a stem is as loud as its sound while it plays, and silent before and after', () => {
  const course = courseOf(sine(1000, [1, 3]));
  expect(course).toHaveLength(4 / COURSE_SECONDS);
  for (const [i, power] of course.entries()) {
    if (i < 9 || i >= 30) expect(power).toBe(0);
    // The mean square of a side, by the weight of 1 kHz; a band's centre lies up to half an ERB off.
    else if (i > 10 && i < 29) expect(10 * Math.log10(power / (0.125 * kWeightAt(1000)))).toBeCloseTo(0, 0);
  }
});

test('bands count as BS.1770 hears them', () => {
  const [low, high] = [40, 8000].map((hz) => courseOf(sine(hz, [0, 4]))[20]);
  const meant = 10 * Math.log10(kWeightAt(8000) / kWeightAt(40));
  expect(Math.abs(10 * Math.log10(high / low) - meant)).toBeLessThan(0.5);
});

test('a file that begins before the song or after it is moved to where it plays', () => {
  const soundsAt = (course: Float64Array): number[] => [...course.keys()].filter((i) => course[i] > 0.01);
  const stem = sine(1000, [1, 2]);
  expect(soundsAt(courseOf(stem, 0.5))[0]).toBe(soundsAt(courseOf(stem))[0] - 5);
  expect(soundsAt(courseOf(stem, -1.5))[0]).toBe(soundsAt(courseOf(stem))[0] + 15);
});

test('a song that is longer than the file ends in silence, and one without length has no course', () => {
  expect(
    courseOf(sine(1000, [0, 4]), 0, 6)
      .slice(41)
      .every((power) => power === 0),
  ).toBe(true);
  expect(courseOf(sine(1000, [0, 4]), 0, 0)).toHaveLength(0);
});
