import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gaussian, seededRandom } from '../../src/dsp/seeded-random.ts';
import { nearestCentres, settleCentres, settleCentresPlainly, type PointCloud } from '../../src/dsp/settled-centres.ts';

function onALine(...coordinates: number[]): PointCloud {
  return { coordinates: Float64Array.from(coordinates), count: coordinates.length, dimensions: 1 };
}

describe.each([
  ['plain', settleCentresPlainly],
  ['fastest', settleCentres],
])('centres that settle, %s', (_, settle) => {
  test('come to rest on the means of what is nearest to each', () => {
    // From 0 and 1 the second takes 1, 10 and 11, moves to 7.33, and leaves 1 to the first.
    const { centres, labels } = settle(onALine(0, 1, 10, 11, 12), Float64Array.of(0, 1), 50);
    expect([...centres]).toEqual([0.5, 11]);
    expect([...labels]).toEqual([0, 0, 1, 1, 1]);
  });

  test('stay where they were without a point, and the first of two as near counts', () => {
    const start = Float64Array.of(2, 2, -90);
    // All go to the first, which moves to 4, and loses 1 and then 3 to the second.
    const { centres, labels } = settle(onALine(1, 3, 8), start, 50);
    expect([...centres]).toEqual([8, 2, -90]);
    expect([...labels]).toEqual([1, 1, 0]);
    expect([...start]).toEqual([2, 2, -90]);
  });

  test('stop after so many rounds, with the labels from before the last move', () => {
    const { centres, labels } = settle(onALine(0, 1, 10, 11, 12), Float64Array.of(0, 1), 1);
    expect([...centres]).toEqual([0, 8.5]);
    expect([...labels]).toEqual([0, 1, 1, 1, 1]);
  });
});

test('on the kernels they settle where they do in the reference, to the last bit', () => {
  const drawn = fc.record({
    seed: fc.integer(),
    count: fc.integer({ min: 1, max: 41 }),
    dimensions: fc.integer({ min: 1, max: 6 }),
    clusters: fc.integer({ min: 1, max: 7 }),
    rounds: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(drawn, ({ seed, count, dimensions, clusters, rounds }) => {
      const random = seededRandom(seed);
      const numbers = (length: number): Float64Array => Float64Array.from({ length }, () => gaussian(random));
      const cloud = { coordinates: numbers(count * dimensions), count, dimensions };
      const start = numbers(clusters * dimensions);
      const settled = settleCentres(cloud, start, rounds);
      expect(settled).toEqual(settleCentresPlainly(cloud, start, rounds));
      if (rounds === 20) expect(settled.labels).toEqual(nearestCentres(cloud, settled.centres));
    }),
  );
});
