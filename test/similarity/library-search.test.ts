import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankedByCrowd } from '../../src/similarity/library-search.ts';

/** The same by its definition: all by score, the first hundred of more than a thousand by 2·score − crowd. */
function rankedByDefinition(scores: Float32Array, crowdOf: (index: number) => number): number[] {
  const byScore = Array.from(scores, (_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b);
  const crowded = scores.length <= 1000 ? scores.length : 100;
  const rank = (index: number): number => Math.fround(2 * scores[index] - crowdOf(index));
  const first = byScore.slice(0, crowded).sort((a, b) => rank(b) - rank(a) || a - b);
  return [...first, ...byScore.slice(crowded)];
}

/** Few different ones, so that many are equal; both zeros among them. */
const SCORE = fc.oneof(
  fc.constantFrom(-1, -0.25, -0, 0, 1e-30, -1e-30, 0.25, 1),
  fc.float({ noNaN: true, min: -1, max: 1 }),
);

describe('the order of a library', () => {
  test.each([
    [0, 40],
    [1001, 1100],
  ])(
    'is that of its definition, for %d to %d tracks, equal ones in the order of the library',
    (minLength, maxLength) => {
      fc.assert(
        fc.property(fc.array(SCORE, { minLength, maxLength }), fc.integer({ min: 1, max: 9 }), (drawn, step) => {
          const scores = Float32Array.from(drawn);
          const crowdOf = (index: number): number => ((index * step) % 7) / 10;
          const ranked = rankedByCrowd(scores, crowdOf);
          expect(ranked.map(({ index }) => index)).toEqual(rankedByDefinition(scores, crowdOf));
          expect(ranked.every(({ index, score }) => score === scores[index])).toBe(true);
        }),
        { numRuns: 30 },
      );
    },
  );
});
