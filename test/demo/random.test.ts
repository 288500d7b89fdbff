import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '../../src/demo/random.ts';

const many = (random: Random, count = 1000): number[] => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  test('gives the same stream for the same seed, and another for another seed or label', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(many(new Random(seed), 20)).toEqual(many(new Random(seed), 20));
        expect(many(new Random(seed), 20)).not.toEqual(many(new Random(seed + 1), 20));
        expect(many(new Random(seed), 20)).not.toEqual(many(new Random(seed, 'other'), 20));
      }),
    );
  });

  test('a fork does not depend on what was drawn before', () => {
    const drawn = new Random(7);
    many(drawn);
    expect(many(drawn.fork('bass'))).toEqual(many(new Random(7).fork('bass')));
  });

  test('is uniform: mean 1/2, variance 1/12, no correlation with the draw before', () => {
    const draws = many(new Random(3), 20_000);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    const lagged = draws.slice(1).reduce((sum, draw, index) => sum + (draw - mean) * (draws[index] - mean), 0);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
    expect(Math.abs(lagged / draws.length / variance)).toBeLessThan(0.03);
  });

  test('whole numbers reach both ends and nothing beyond; a spread stays within two deviations', () => {
    const random = new Random(5);
    const whole = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)));
    expect([...whole].sort()).toEqual([3, 4, 5, 6]);
    const spreads = Array.from({ length: 5000 }, () => random.spread(1.5));
    expect(Math.max(...spreads.map(Math.abs))).toBeLessThanOrEqual(3);
    const deviation = Math.sqrt(spreads.reduce((sum, value) => sum + value ** 2, 0) / spreads.length);
    expect(deviation).toBeGreaterThan(1.3);
    expect(deviation).toBeLessThan(1.6);
  });

  test('cannot pick from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow(RangeError);
  });
});
