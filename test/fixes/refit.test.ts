import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Move } from '../../src/fixes/fix-kind.ts';
import { refit, slopeOf, type FreeMove } from '../../src/fixes/solve/refit.ts';

const TYPICAL = 2;

function free(stem: number, size = 0, limits: readonly [number, number] = [-12, 12]): FreeMove {
  const move: Move = { kind: 'fader', stem, hz: 0, q: 0, size };
  return { move, sized: true, limits, typicalSize: TYPICAL };
}

/** Residuals that a fader brings to 0 at `target`: a·(size − target). */
function linear(slopes: readonly number[], targets: readonly number[]) {
  return (moves: readonly Move[]): Float64Array =>
    Float64Array.from(moves, ({ size }, i) => slopes[i] * (size - targets[i]));
}

const sizes = (moves: readonly Move[]): number[] => moves.map(({ size }) => size);

describe('sizes that are fitted together', () => {
  test('where each residual follows one size, it is as large as its prior lets it be', () => {
    const fitted = refit([free(0), free(1)], linear([3, 1], [4, -2]));
    // The least of a²(s − t)² + (s / typical)² lies at a²·t / (a² + 1 / typical²).
    const least = [(9 * 4) / (9 + 1 / 4), (1 * -2) / (1 + 1 / 4)];
    sizes(fitted).forEach((size, i) => expect(size).toBeCloseTo(least[i], 2));
  });

  test('they stay inside their limits, and a switch stays what it is', () => {
    const on: FreeMove = { ...free(1, 1), sized: false };
    expect(sizes(refit([free(0, 0, [-3, 3]), on], linear([10, 10], [8, 8])))).toEqual([3, 1]);
  });

  test('slopes that are known near by save questions and lead to the same sizes', () => {
    /** Residuals that bend, as levels do. */
    const bent = (moves: readonly Move[]): Float64Array => {
      const [a, b] = sizes(moves).map((size) => 10 ** (size / 20));
      return Float64Array.of(20 * Math.log10(a + 0.5 * b) - 3, 20 * Math.log10(0.2 * a + b) + 2, 0.1 * (a - b));
    };
    const asked = { times: 0 };
    const counting = (moves: readonly Move[]): Float64Array => {
      asked.times++;
      return bent(moves);
    };
    const moves = [free(0), free(1)];
    const exact = sizes(refit(moves, counting));
    const withoutSlopes = asked.times;
    const at = moves.map(({ move }) => move);
    const known = moves.map((move, i) => slopeOf(move, i, at, bent(at), bent));
    asked.times = 0;
    sizes(refit(moves, counting, known)).forEach((size, i) => expect(size).toBeCloseTo(exact[i], 1));
    expect(asked.times).toBeLessThan(withoutSlopes);
  });

  test('slopes that are wrong do not mislead: the cost never rises, and what can be gained is gained', () => {
    const number = fc.double({ min: -6, max: 6, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 4, maxLength: 4 }), number, number, (wrong, first, second) => {
        const residualsOf = linear([2, 3], [first, second]);
        const slopes = [Float64Array.from(wrong.slice(0, 2)), Float64Array.from(wrong.slice(2))];
        const cost = (moves: readonly Move[]): number =>
          residualsOf(moves).reduce((sum, value) => sum + value ** 2, 0) +
          sizes(moves).reduce((sum, size) => sum + (size / TYPICAL) ** 2, 0);
        const start = [free(0), free(1)];
        const before = cost(start.map(({ move }) => move));
        const least = cost(refit(start, residualsOf));
        const found = cost(refit(start, residualsOf, slopes));
        expect(found).toBeLessThanOrEqual(before);
        expect(found - least).toBeLessThanOrEqual(0.1 * (before - least) + 1e-9);
      }),
    );
  });
});
