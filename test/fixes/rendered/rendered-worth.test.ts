import { expect, test } from '@jest/globals';
import { RenderedWorth } from '../../../src/fixes/rendered/rendered-worth.ts';
import type { RenderedCandidate } from '../../../src/fixes/rendered/rendered-kind.ts';
import { UNKNOWN_TASTE, type ConsideredFix } from '../../../src/fixes/taste-view.ts';

const LEAST = 0.01;

/** A compressor on a vocal, as far as its worth depends on it. */
const candidate = {
  kind: 'compress',
  role: 'vocal',
  typicalSize: 3,
  risk: (size: number) => (size > 4 ? 'medium' : 'low'),
} as RenderedCandidate;

function worthTo(acceptance: number, seen: ConsideredFix[] = []): RenderedWorth {
  return new RenderedWorth(
    {
      ...UNKNOWN_TASTE,
      acceptance: (fix) => {
        seen.push(fix);
        return { value: acceptance, because: '' };
      },
    },
    LEAST,
  );
}

test('a move is worth something from the least benefit on, and more the more it takes off', () => {
  const worth = (gain: number): number => worthTo(0.8).ranked(candidate, 3, gain, 0.1).worth;
  expect(worth(0.009)).toBeLessThan(0);
  expect(worth(0.011)).toBeGreaterThan(0);
  expect(worth(0.03)).toBeGreaterThan(worth(0.02));
});

test('what this producer hardly takes is worth less among others, and is found all the same', () => {
  const worth = (acceptance: number): number => worthTo(acceptance).ranked(candidate, 3, 0.015, 0.1).worth;
  expect(worth(0.9)).toBeGreaterThan(worth(0.8));
  expect(worth(0.8)).toBeGreaterThan(0);
  expect(worth(0.1)).toBeLessThan(worth(0.8) / 4);
  expect(worth(0.1)).toBeGreaterThan(0);
});

test('the taste is asked for the size in typical sizes, and for the share of the style delta', () => {
  const seen: ConsideredFix[] = [];
  worthTo(0.8, seen).ranked(candidate, 6, 0.19, 1);
  expect(seen).toEqual([
    { kind: 'compress', role: 'vocal', relativeSize: 2, benefit: expect.closeTo(0.1, 12), risk: 'medium' },
  ]);
  // A mix without a gap has no share to take off.
  expect(worthTo(0.8).ranked(candidate, 3, 0, 0)).toMatchObject({ benefit: 0 });
});

test('what is worth something comes in the order of the taste, each with how likely it was to be chosen', () => {
  const asked: number[] = [];
  const worth = new RenderedWorth(
    {
      ...UNKNOWN_TASTE,
      choose: (options) => {
        asked.push(options.length);
        return { index: options.length - 1, propensity: 1 / options.length };
      },
    },
    LEAST,
  );
  const found = [0.05, 0.06, 0.07, 0.095].map((cost, i) => ({ candidate, size: i + 1, cost }));
  const chosen = [...worth.chosen(found, 0.1)];
  // The last takes off less than the least.
  expect(chosen.map(({ size, propensity }) => [size, propensity])).toEqual([
    [3, 1 / 3],
    [2, 1 / 2],
    [1, 1],
  ]);
  expect(asked).toEqual([3, 2, 1]);
});
