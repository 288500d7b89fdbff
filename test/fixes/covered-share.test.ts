import { expect, test } from '@jest/globals';
import { audibilityDb, coveredShare, type MixModel } from '../../src/fixes/mix-model.ts';

/** Two unrelated stems by their energies in four bands. */
function modelOf(first: readonly number[], second: readonly number[]): MixModel {
  const mid = Float64Array.from(first.flatMap((energy, b) => [energy, 0, 0, second[b]]));
  const silent = new Float64Array(mid.length);
  return {
    stems: ['First', 'Second'],
    sampleRateHz: 44_100,
    bandCentreHz: first.map((_, b) => 100 * 2 ** b),
    sections: [{ kind: 'drop', seconds: 1, mid, side: silent, midSide: silent }],
  };
}

test('what others have where a stem sounds covers it; where it has nothing, nothing of it is covered', () => {
  const model = modelOf([1, 1, 0.1, 1e-5], [0, 1, 9.9, 1]);
  const share = coveredShare(model, 0, audibilityDb(model, 0));
  expect(share[0]).toBeCloseTo(0, 9);
  expect(share[1]).toBeCloseTo(0.5, 9);
  expect(share[2]).toBeCloseTo(0.99, 9);
  expect(share[3]).toBe(0);
});

test('silence is not covered', () => {
  const model = modelOf([0, 0, 0, 0], [1, 1, 1, 1]);
  expect([...coveredShare(model, 0, audibilityDb(model, 0))]).toEqual([0, 0, 0, 0]);
});
