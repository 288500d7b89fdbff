import { describe, expect, test } from '@jest/globals';
import { partProducts, PlainPartProducts } from '../../src/dsp/part-products.ts';
import { whiteNoise } from './signals.ts';

describe('products by parts', () => {
  const plain = (matrix: Float32Array, ends: readonly number[]): PlainPartProducts =>
    new PlainPartProducts(matrix, ends);

  test.each([partProducts, plain])('%p multiplies each part of each row by itself', (make) => {
    const products = make(Float32Array.of(1, 2, 3, 4, 5, -1, 0, 0, 0, 2), [2, 5]);
    expect(products.rows).toBe(2);
    expect([...products.of(Float32Array.of(1, 10, 1, 1, 1))]).toEqual([21, 12, -1, 2]);
    expect([...products.of(Float32Array.of(0, 0, 0, 0, 1))]).toEqual([0, 5, 0, 2]);
  });

  test('the kernel gives what the reference gives, whatever the lengths of the parts', () => {
    const ends = [1, 18, 35, 101, 104, 200];
    const [matrix, vector] = [whiteNoise(1, 37 * 200, 1), whiteNoise(1, 200, 2)];
    const expected = plain(matrix, ends).of(vector);
    partProducts(matrix, ends)
      .of(vector)
      .forEach((product, i) => expect(Math.abs(product - expected[i])).toBeLessThan(1e-5));
  });

  test('no rows give no products', () => {
    expect(partProducts(new Float32Array(0), [3]).of(new Float32Array(3))).toHaveLength(0);
  });
});
