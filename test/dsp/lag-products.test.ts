import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lagProducts, PlainLagProducts } from '../../src/dsp/lag-products.ts';
import { whiteNoise } from './signals.ts';

describe('a spectrum against itself', () => {
  test.each([
    ['plain', (weights: Float64Array, count: number) => new PlainLagProducts(weights, count)],
    ['fastest', lagProducts],
  ])('with lines four bins apart has products at that distance alone, %s', (_, make) => {
    const power = new Float32Array(32);
    // The last two lines are beyond the stretch of 20 bins, and only reached by lags.
    for (const bin of [3, 7, 11, 15, 19, 23, 27]) power[bin] = 8;
    const byLag = make(new Float64Array(32).fill(0.5), 20);
    byLag.add(power, 4);
    const { products, squares } = byLag.sums();
    // Each line counts 8 / 4 · 0.5 = 1, and five of them lie in the stretch.
    expect([...products]).toEqual([5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0]);
    expect([...squares]).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
  });

  test('on the kernels is what it is in the reference, to the last bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 70 }), (count, reach) => {
        const weights = Float64Array.from(whiteNoise(1, count + reach + 1, 1), Math.abs);
        const [fast, plain] = [lagProducts(weights, count), new PlainLagProducts(weights, count)];
        for (const seed of [2, 3]) {
          const power = whiteNoise(1, count + reach + 1, seed).map(Math.abs);
          fast.add(power, 0.7);
          plain.add(power, 0.7);
        }
        expect(fast.sums()).toEqual(plain.sums());
      }),
    );
  });
});
