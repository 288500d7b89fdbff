import { describe, expect, test } from '@jest/globals';
import type { Move } from '../../src/fixes/fix-kind.ts';
import { provenInOrder } from '../../src/fixes/solve/proven-in-order.ts';

/** Moves on stems 0, 1, 2 …, each of which takes so much off a style delta, whatever else is made. */
function provenOf(before: number, steps: readonly { takes: number; belief: number }[]): number[] {
  const moves = steps.map((_, stem): Move => ({ kind: 'fader', stem, size: -3, hz: 0, q: 0 }));
  const styleDelta = (made: readonly Move[]): number =>
    made.reduce((delta, { stem }) => delta - (steps[stem]?.takes ?? 0), before);
  const beliefs = steps.map(({ belief }) => belief);
  return provenInOrder(moves, { styleDelta }, beliefs).map(({ stem }) => stem);
}

describe('moves that are proved', () => {
  test('come in the order in which the gap falls most', () => {
    expect(
      provenOf(1, [
        { takes: 0.1, belief: 0.8 },
        { takes: 0.4, belief: 0.8 },
      ]),
    ).toEqual([1, 0]);
  });

  test('let the gap fall by what it is shown by, or by less the surer they are', () => {
    const isProved = (takes: number, belief: number): boolean => provenOf(1, [{ takes, belief }]).length > 0;
    expect(isProved(0.011, 0.5)).toBe(true);
    expect(isProved(0.009, 0.5)).toBe(false);
    expect(isProved(0.009, 0.7)).toBe(true);
    expect(isProved(-0.001, 0.8)).toBe(false);
  });

  test('may leave it where it stands if they are all but certain, and never let it rise', () => {
    const isProved = (takes: number): boolean => provenOf(1, [{ takes, belief: 0.95 }]).length > 0;
    expect(isProved(0)).toBe(true);
    expect(isProved(-0.004)).toBe(true);
    expect(isProved(-0.006)).toBe(false);
  });

  test('are none where there is no gap, and few where it is small', () => {
    expect(provenOf(0.009, [{ takes: 0.009, belief: 1 }])).toEqual([]);
    expect(provenOf(0.05, [{ takes: 0.004, belief: 1 }])).toEqual([]);
    expect(provenOf(0.05, [{ takes: 0.006, belief: 1 }])).toEqual([0]);
  });
});
