import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matrixProducts, PlainMatrixProducts } from '../../src/dsp/matrix-products.ts';
import { gaussian, seededRandom } from '../../src/dsp/seeded-random.ts';

const plain = (matrix: readonly Float64Array[]): PlainMatrixProducts => new PlainMatrixProducts(matrix);

describe('products of vectors with a matrix', () => {
  test.each([matrixProducts, plain])('%p sums the rows by their weights', (make) => {
    const products = make([Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)]);
    const [one, other] = products.of([Float64Array.of(1, 1), Float64Array.of(2, -0.1)]);
    expect([...one]).toEqual([11, 22, 33]);
    expect([...other]).toEqual([1, 2, 3]);
    expect(products.of([Float64Array.of(1, 1)], 2)).toEqual([Float64Array.of(11, 22)]);
    expect(products.of([])).toEqual([]);
  });

  test('the kernel gives the very numbers of the plain version, whatever the shape', () => {
    const shape = fc.record({
      rows: fc.integer({ min: 1, max: 40 }),
      columns: fc.integer({ min: 1, max: 40 }),
      vectors: fc.integer({ min: 1, max: 6 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(shape, ({ rows, columns, vectors, seed }) => {
        const random = seededRandom(seed);
        const draw = (count: number, length: number): Float64Array[] =>
          Array.from({ length: count }, () => Float64Array.from({ length }, () => gaussian(random)));
        const matrix = draw(rows, columns);
        const weights = draw(vectors, rows);
        const kernel = matrixProducts(matrix);
        // Twice, so that what the first call left behind would show.
        expect(kernel.of(weights)).toEqual(plain(matrix).of(weights));
        expect(kernel.of(weights.slice(0, 1), Math.ceil(columns / 2))).toEqual(
          plain(matrix).of(weights.slice(0, 1), Math.ceil(columns / 2)),
        );
      }),
      { numRuns: 60 },
    );
  });
});
