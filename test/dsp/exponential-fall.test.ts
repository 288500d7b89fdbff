import { expect, test } from '@jest/globals';
import { fitFall, fitFallPlainly, type Course } from '../../src/dsp/exponential-fall.ts';
import { whiteNoise } from './signals.ts';

const TAUS = Float64Array.of(0.5, 1, 2, 4);

function courseOf(value: (time: number) => number, weights = new Float64Array(50).fill(1)): Course {
  const times = Float64Array.from(weights, (_, i) => 0.1 * i);
  return { times, values: times.map(value), weights };
}

test.each([fitFall, fitFallPlainly])('%p finds what it settles at, how far it fell and how fast', (fit) => {
  const { settled, drop, tau } = fit(
    courseOf((time) => 50 + 30 * Math.exp(-time / 2)),
    TAUS,
  );
  expect(tau).toBe(2);
  expect(settled).toBeCloseTo(50, 9);
  expect(drop).toBeCloseTo(30, 9);
});

test.each([fitFall, fitFallPlainly])('%p takes no rise for a fall, and nothing for what does not count', (fit) => {
  const rising = fit(
    courseOf((time) => 50 + time),
    TAUS,
  );
  expect(rising.drop).toBe(0);
  expect(rising.settled).toBeCloseTo(52.45, 9);
  expect(
    fit(
      courseOf(() => 50, new Float64Array(0)),
      TAUS,
    ).settled,
  ).toBeNaN();
});

test('the kernel fits as the reference does', () => {
  const [values, weights] = [1, 2].map((seed) => Float64Array.from(whiteNoise(1, 200, seed), Math.abs));
  const course = { ...courseOf((time) => Math.exp(-time), weights), values };
  const [fast, plain] = [fitFall(course, TAUS), fitFallPlainly(course, TAUS)];
  expect(fast.tau).toBe(plain.tau);
  expect(fast.settled).toBeCloseTo(plain.settled, 12);
  expect(fast.drop).toBeCloseTo(plain.drop, 12);
});
