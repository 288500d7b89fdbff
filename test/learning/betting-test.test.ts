import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { bettingVerdict, ENOUGH, evidenceOf, FALSE_ALARMS, type Assigned } from '../../src/learning/betting-test.ts';

/** Sessions of four answers each, whose shares of taken fixes lie by way at `means`. */
function drawnSessions(count: number, means: readonly [number, number], seed: number): Assigned[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const way = random() < 0.5 ? 0 : 1;
    const taken = Array.from({ length: 4 }, () => Number(random() < means[way]));
    return { way, value: taken.reduce((sum, one) => sum + one, 0) / 4 } as const;
  });
}

/** The way that one who looks after each session would ever have called better. */
function everCalled(sessions: readonly Assigned[]): 0 | 1 | undefined {
  for (let count = 1; count <= sessions.length; count++) {
    const { first, second } = evidenceOf(sessions.slice(0, count));
    if (first >= ENOUGH || second >= ENOUGH) return first >= ENOUGH ? 0 : 1;
  }
  return undefined;
}

const SEEDS = Array.from({ length: 400 }, (_, i) => i + 1);

describe('two ways compared session by session', () => {
  test('by hand: two sessions, both better on way 1', () => {
    // Guesses .75 and (.75 + 1)/2 = .875, the most one can be off by; off by .25 and .625, both for way 1.
    const { evidence, better } = bettingVerdict([
      { way: 1, value: 1 },
      { way: 0, value: 0.25 },
    ]);
    const stakes = [0.05, 0.15, 0.3, 0.5, 0.75, 0.95];
    const mean = (of: (stake: number) => number): number =>
      stakes.reduce((sum, stake) => sum + of(stake), 0) / stakes.length;
    expect(evidence.second).toBeCloseTo(
      mean((stake) => (1 + (0.25 / 0.75) * stake) * (1 + (0.625 / 0.875) * stake)),
      12,
    );
    expect(evidence.first).toBeCloseTo(
      mean((stake) => (1 - (0.25 / 0.75) * stake) * (1 - (0.625 / 0.875) * stake)),
      12,
    );
    expect(better).toBeUndefined();
  });

  test('without a session it says nothing', () => {
    expect(bettingVerdict([])).toEqual({ evidence: { first: 1, second: 1 }, difference: [-1, 1], better: undefined });
  });

  test('ways that do not differ are told apart in at most one of twenty trials, though one looks after each of 60 sessions', () => {
    const alarms = SEEDS.filter((seed) => everCalled(drawnSessions(60, [0.75, 0.75], seed)) !== undefined).length;
    expect(alarms / SEEDS.length).toBeLessThanOrEqual(FALSE_ALARMS);
  });

  test('a way that is far better is found in most trials, and the wrong one hardly ever', () => {
    const verdicts = SEEDS.slice(0, 200).map((seed) => everCalled(drawnSessions(80, [0.55, 0.85], seed)));
    expect(verdicts.filter((better) => better === 1).length / verdicts.length).toBeGreaterThan(0.8);
    expect(verdicts.filter((better) => better === 0).length).toBeLessThanOrEqual(1);
  });

  test('the interval holds the true difference however often one looks, and narrows', () => {
    const misses = SEEDS.slice(0, 100).filter((seed) => {
      const sessions = drawnSessions(40, [0.6, 0.75], seed);
      return sessions.some((_, i) => {
        const [low, high] = bettingVerdict(sessions.slice(0, i + 1)).difference;
        return low > 0.15 || high < 0.15;
      });
    });
    expect(misses.length).toBeLessThanOrEqual(5);
    const [low, high] = bettingVerdict(drawnSessions(120, [0.6, 0.75], 3)).difference;
    expect(high - low).toBeLessThan(0.6);
  });

  test('to call the ways by each other’s names turns everything round', () => {
    const sessions = fc.array(
      fc.record({ way: fc.constantFrom(0 as const, 1 as const), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(sessions, (drawn) => {
        const one = bettingVerdict(drawn);
        const other = bettingVerdict(drawn.map(({ way, value }) => ({ way: way === 0 ? 1 : 0, value })));
        expect(other.evidence.first).toBeCloseTo(one.evidence.second, 9);
        expect(other.difference[0]).toBeCloseTo(-one.difference[1], 9);
      }),
      { numRuns: 30 },
    );
  });
});
