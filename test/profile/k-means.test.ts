import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { centresOf, kMeans, silhouette, type Point } from '../../src/profile/k-means.ts';
import { principalComponents } from '../../src/profile/principal-components.ts';
import { gaussian, seededRandom } from '../../src/dsp/seeded-random.ts';

describe('silhouette, by hand', () => {
  test('two pairs on a line', () => {
    // 0 1 | 10 11: of the outer points (10.5 − 1) / 10.5, of the inner ones (9.5 − 1) / 9.5.
    const value = silhouette([[0], [1], [10], [11]], [0, 0, 1, 1]);
    expect(value).toBeCloseTo((9.5 / 10.5 + 8.5 / 9.5) / 2, 12);
  });

  test('a split across the pairs is worse than none', () => {
    expect(silhouette([[0], [1], [10], [11]], [0, 1, 0, 1])).toBeLessThan(0);
    expect(silhouette([[0], [1]], [0, 0])).toBe(0);
  });

  test('a point alone counts 0, and equal points are no fault', () => {
    expect(silhouette([[0], [1], [5]], [0, 0, 1])).toBeCloseTo((4 / 5 + 3 / 4) / 3, 12);
    expect(silhouette([[2], [2], [2], [2]], [0, 0, 1, 1])).toBe(0);
  });
});

describe('what is reckoned once a pair and once a point', () => {
  const distance = (a: Point, b: Point): number => Math.sqrt(a.reduce((sum, value, j) => sum + (value - b[j]) ** 2, 0));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** Rousseeuw's definition, word by word. */
  const byDefinition = (points: readonly Point[], labels: readonly number[]): number => {
    const to = (i: number, cluster: number): number[] =>
      points.flatMap((other, j) => (labels[j] === cluster && j !== i ? [distance(points[i], other)] : []));
    return mean(
      points.map((_, i) => {
        const inside = to(i, labels[i]);
        const others = [...new Set(labels)].filter((cluster) => cluster !== labels[i]);
        if (inside.length === 0) return 0;
        const [a, b] = [mean(inside), Math.min(...others.map((cluster) => mean(to(i, cluster))))];
        return (b - a) / Math.max(a, b);
      }),
    );
  };

  test('silhouettes and centres are those of the definitions', () => {
    const drawn = fc.record({ seed: fc.integer(), count: fc.integer({ min: 4, max: 40 }) });
    fc.assert(
      fc.property(drawn, ({ seed, count }) => {
        const random = seededRandom(seed);
        const points = Array.from({ length: count }, () => [gaussian(random), gaussian(random), gaussian(random)]);
        const labels = points.map((_, i) => i % 3);
        expect(silhouette(points, labels)).toBeCloseTo(byDefinition(points, labels), 12);
        const members = (cluster: number): number[][] => points.filter((_, i) => labels[i] === cluster);
        expect(centresOf(points, labels)).toEqual(
          [0, 1, 2].map((cluster) => [0, 1, 2].map((axis) => mean(members(cluster).map((point) => point[axis])))),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('k-means', () => {
  test('finds clouds that lie far apart, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const truth = Array.from({ length: 30 }, (_, i) => i % 3);
        const points = truth.map((cloud) => [20 * cloud + gaussian(random), gaussian(random)]);
        expect(kMeans(points, 3, 2, random)).toEqual(truth);
      }),
      { numRuns: 20 },
    );
  });

  test('a cluster that is too small goes to its neighbours', () => {
    const points = [[0], [1], [2], [100], [101], [102], [130]];
    expect(kMeans(points, 3, 2, seededRandom(1))).toEqual([0, 0, 0, 1, 1, 1, 1]);
  });

  test('equal points are one cluster', () => {
    const labels = kMeans(
      Array.from({ length: 6 }, () => [1, 2]),
      2,
      2,
      seededRandom(1),
    );
    expect(labels).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('principal components', () => {
  test('as many as the points have dimensions keep every distance, and say how much each holds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 6, max: 30 }), (seed, count) => {
        const random = seededRandom(seed);
        // Deviations 4, 2 and 1 along axes of their own: far enough apart to settle to a millionth of the variance.
        const points = Array.from({ length: count }, (_, i) => [
          4 * Math.cos(2 * Math.PI * (i / count)),
          2 * Math.sin(2 * Math.PI * (i / count)),
          Math.cos(4 * Math.PI * (i / count)),
        ]);
        const { scores, explained } = principalComponents(points, 3, random);
        [16, 4, 1].forEach((share, k) => expect(explained[k]).toBeCloseTo(share / 21, 6));
        const squared = (a: Point, b: Point): number => a.reduce((sum, value, j) => sum + (value - b[j]) ** 2, 0);
        points.forEach((point, i) => {
          expect(squared(scores[i], scores[0])).toBeCloseTo(squared(point, points[0]), 2);
        });
      }),
      { numRuns: 20 },
    );
  });

  test('points on a line have one, along which distances are kept', () => {
    const along = [-3, -1, 0, 4];
    const { scores, explained } = principalComponents(
      along.map((t) => [5 + 0.6 * t, 7 - 0.8 * t]),
      2,
      seededRandom(1),
    );
    expect(explained).toHaveLength(1);
    expect(explained[0]).toBeCloseTo(1, 9);
    expect(Math.abs(scores[3][0] - scores[0][0])).toBeCloseTo(7, 9);
    expect(scores.reduce((sum, [score]) => sum + score, 0)).toBeCloseTo(0, 9);
  });

  test('an axis-aligned cross is told apart by variance: 4 : 1', () => {
    const cross = [
      [2, 0],
      [-2, 0],
      [0, 1],
      [0, -1],
    ];
    const { explained } = principalComponents(cross, 2, seededRandom(2));
    expect(explained[0]).toBeCloseTo(0.8, 6);
    expect(explained[1]).toBeCloseTo(0.2, 6);
  });

  test('with as many components as dimensions all distances are kept', () => {
    const random = seededRandom(3);
    const points = Array.from({ length: 12 }, () => [gaussian(random), 2 * gaussian(random), 3 * gaussian(random)]);
    const { scores } = principalComponents(points, 3, random);
    const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((x, i) => x - b[i]));
    for (const i of [1, 5, 11]) expect(distance(scores[0], scores[i])).toBeCloseTo(distance(points[0], points[i]), 2);
  });

  test('equal points have none', () => {
    expect(principalComponents([[1], [1]], 2, seededRandom(1))).toEqual({ scores: [[], []], explained: [] });
  });
});
