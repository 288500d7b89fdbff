import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldedLevels, foldedLevelsPlainly, type FoldedLevels } from '../../src/dsp/folded-levels.ts';
import { runningSums } from '../../src/dsp/running-sums.ts';
import { whiteNoise } from './signals.ts';

/** Powers that come and go, with silence between. */
function powers(length: number, seed: number): Float64Array {
  const noise = whiteNoise(1, length, seed);
  return Float64Array.from(noise, (value, i) => (Math.sin(i / 11) > 0.2 ? 0 : value * value * (1 + Math.sin(i / 7))));
}

function expectAlike(one: FoldedLevels, other: FoldedLevels): void {
  expect(one.rows.length).toBe(other.rows.length);
  const numbers = ({ common, rows, medians }: FoldedLevels): number[] => [
    ...common,
    ...medians,
    ...rows.flatMap((row) => [...row]),
  ];
  const expected = numbers(other);
  numbers(one).forEach((value, i) => {
    if (Number.isNaN(expected[i])) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(expected[i], 10);
  });
}

test('the kernel folds as the reference does', () => {
  const cases = fc.record({
    blocks: fc.integer({ min: 2, max: 2000 }),
    starts: fc.array(fc.double({ min: -50, max: 2100, noNaN: true }), { maxLength: 12 }),
    bins: fc.integer({ min: 1, max: 60 }),
    binBlocks: fc.double({ min: 0.3, max: 9, noNaN: true }),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(cases, ({ blocks, starts, bins, binBlocks, seed }) => {
      const sums = runningSums(powers(blocks, seed));
      const folding = { bins, binBlocks, floor: 0.03, leastHeard: bins / 16 };
      const at = Float64Array.from(starts);
      expectAlike(foldedLevels(sums, at, folding), foldedLevelsPlainly(sums, at, folding));
    }),
    { numRuns: 80 },
  );
});

test('stretches of one course and any loudness have that course in common, and a silent one does not count', () => {
  const course = [1, 10, 100];
  const stretch = (gain: number): number[] => course.flatMap((power) => [gain * power, gain * power]);
  const sums = runningSums(Float64Array.from([...stretch(1), ...stretch(0), ...stretch(50), ...stretch(7)]));
  const folding = { bins: 3, binBlocks: 2, floor: 1e-3, leastHeard: 1 };
  for (const fold of [foldedLevels, foldedLevelsPlainly]) {
    const { common, rows, medians } = fold(sums, Float64Array.of(0, 6, 12, 18), folding);
    expect(rows.length).toBe(3);
    [-10, 0, 10].forEach((level, bin) => expect(common[bin]).toBeCloseTo(level, 10));
    [10, 10 * Math.log10(500), 10 * Math.log10(70)].forEach((level, i) => expect(medians[i]).toBeCloseTo(level, 10));
  }
});

test('a bin that most stretches are silent in has nothing in common', () => {
  const sums = runningSums(Float64Array.of(1, 1, 1, 0, 1, 0));
  const folding = { bins: 2, binBlocks: 1, floor: 1e-3, leastHeard: 1 };
  for (const fold of [foldedLevels, foldedLevelsPlainly]) {
    const { common } = fold(sums, Float64Array.of(0, 2, 4), folding);
    expect(common[0]).toBe(0);
    expect(common[1]).toBeNaN();
  }
});
