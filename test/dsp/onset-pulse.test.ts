import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { onsetPulse, PlainOnsetPulse, type TimedOnsets } from '../../src/dsp/onset-pulse.ts';

const PULSES = [onsetPulse(), new PlainOnsetPulse()] as const;
const [fast, plain] = PULSES;

const onsets = fc
  .array(fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true })), {
    maxLength: 120,
  })
  .map((pairs): TimedOnsets => {
    pairs.sort(([one], [other]) => one - other);
    return {
      seconds: Float64Array.from(pairs, ([at]) => at),
      weights: Float64Array.from(pairs, ([, weight]) => weight),
    };
  });

function expectAlike(one: Iterable<number>, other: Iterable<number>): void {
  const [found, expected] = [[...one], [...other]];
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-10 * (1 + Math.abs(expected[i]))));
}

/** Onsets on every `beat`, all of weight 1. */
function clicks(beat: number, until: number): TimedOnsets {
  const seconds = Float64Array.from({ length: Math.ceil(until / beat) }, (_, i) => i * beat);
  return { seconds, weights: seconds.map(() => 1) };
}

test('the kernels agree with the reference', () => {
  const shape = { binSeconds: 0.0025, bins: 700, reach: 7 };
  fc.assert(
    fc.property(onsets, fc.double({ min: 0.5, max: 12, noNaN: true }), fc.nat(20), (given, hz, middle) => {
      if (given.seconds.length > 1) expectAlike(fast.intervals(given, shape), plain.intervals(given, shape));
      const [cells, expected] = PULSES.map((pulse) => pulse.cells(given, hz, 1));
      for (const name of ['re', 'im', 'weights', 'counts'] as const) expectAlike(cells[name], expected[name]);
      expect(cells.total).toBeCloseTo(expected.total, 10);
      const [scores, others] = [0, 1].map(() => new Float64Array(2 * middle + 1).fill(0.25));
      fast.addCoherences(scores, cells, 0.0031, 0.7);
      plain.addCoherences(others, cells, 0.0031, 0.7);
      expectAlike(scores, others);
      const [found, wanted] = PULSES.map((pulse) => pulse.coherence(given, hz, { seconds: 10, leastOnsets: 4 }));
      expectAlike([found.local, found.global], [wanted.local, wanted.global]);
    }),
    { numRuns: 60 },
  );
});

test('clicks are as far apart as their beat', () => {
  const shape = { binSeconds: 0.01, bins: 120, reach: 3 };
  for (const pulse of PULSES) {
    const histogram = pulse.intervals(clicks(0.5, 20), shape);
    // 39 pairs of 40 clicks are one beat apart, 38 two beats.
    expect(histogram[50]).toBeCloseTo(39 / 40, 10);
    expect(histogram[100]).toBeCloseTo(38 / 40, 10);
    expect(histogram[51]).toBeCloseTo((39 / 40) * 0.75, 10);
    expect(histogram[75]).toBe(0);
  }
});

test('clicks are coherent at their own rate, locally and as a whole, and at no rate between', () => {
  const window = { seconds: 10, leastOnsets: 4 };
  for (const pulse of PULSES) {
    const own = pulse.coherence(clicks(0.5, 60), 2, window);
    expect(own.local).toBeCloseTo(Math.sqrt(1 - 1 / 20), 10);
    expect(own.global).toBeCloseTo(1, 10);
    const between = pulse.coherence(clicks(0.5, 60), 3, window);
    expect(between.local).toBeCloseTo(0, 6);
    // Shifted by half a beat from one window to the next, they agree within each and not as a whole.
    const moved = clicks(0.5, 60);
    moved.seconds.forEach((second, i) => (moved.seconds[i] = second + (Math.floor(i / 20) % 2) * 0.25));
    const parts = pulse.coherence(moved, 2, { seconds: 9.9, leastOnsets: 4 });
    expect(parts.local).toBeGreaterThan(0.8);
    expect(parts.global).toBeLessThan(0.1);
  }
});

test('the score of cells is highest where the turn makes up for what their rate is off', () => {
  for (const pulse of PULSES) {
    // Seen at 2.02 Hz, clicks at 2 Hz turn by 0.02 of a turn from second to second: five places too far up.
    const cells = pulse.cells(clicks(0.5, 60), 2.02, 1);
    const scores = new Float64Array(21);
    pulse.addCoherences(scores, cells, 0.004, 1 / cells.total ** 2);
    expect(scores.indexOf(Math.max(...scores))).toBe(10 - 5);
  }
});

test('without onsets there is no coherence, and one empty cell', () => {
  const none = { seconds: new Float64Array(0), weights: new Float64Array(0) };
  for (const pulse of PULSES) {
    expect(pulse.coherence(none, 2, { seconds: 10, leastOnsets: 4 })).toEqual({ local: 0, global: 0 });
    expect(pulse.cells(none, 2, 1)).toMatchObject({ total: 0, re: Float64Array.of(0) });
  }
});
