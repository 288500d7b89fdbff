import type { Random } from '../dsp/seeded-random.ts';
import { nearestCentres as nearest, settleCentres, type PointCloud } from '../dsp/settled-centres.ts';

export type Point = readonly number[];

/** Which cluster each point is in, numbered 0 … in the order in which the clusters first appear. */
export type Labels = readonly number[];

/** Best of so many starts: with k-means++ seeding enough for six well-kept clusters. */
const STARTS = 10;
const MOST_ROUNDS = 50;

/**
 * k-means (Lloyd 1982) with k-means++ starts (Arthur & Vassilvitskii 2007); the best of ten starts. Clusters with fewer
 * than `smallest` points are dissolved into their neighbours, so fewer than `k` may come back.
 */
export function kMeans(points: readonly Point[], k: number, smallest: number, random: Random): Labels {
  const cloud = cloudOf(points);
  let best = new Int32Array(points.length);
  let bestCost = Infinity;
  for (let start = 0; start < STARTS; start++) {
    const { centres, cost } = lloyd(cloud, startingCentres(cloud, k, random));
    if (cost >= bestCost) continue;
    best = dissolveSmall(cloud, centres, smallest);
    bestCost = cost;
  }
  return renumbered(best);
}

/** The mean of the points of each cluster. */
export function centresOf(points: readonly Point[], labels: Labels): number[][] {
  const cloud = cloudOf(points);
  const { means, sizes } = clusterMeans(cloud, labels, Math.max(-1, ...labels) + 1);
  return Array.from(sizes, (_, k) => [...pointAt(means, k, cloud.dimensions)]);
}

/** For each point the nearest centre, the first of those that are as near: its place among the centres. */
export function nearestCentres(points: readonly Point[], centres: readonly Point[]): Labels {
  return [...nearest(cloudOf(points), cloudOf(centres).coordinates)];
}

/** Squared Euclidean distance of two points of as many dimensions. */
export function squaredDistance(a: Point, b: Point): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

/**
 * Mean silhouette (Rousseeuw 1987), −1 … 1: how much nearer points are to their own cluster than to the next. 0 for
 * fewer than two clusters; a point alone in its cluster counts 0.
 *
 * @param distances of these points, where they are split more than once
 */
export function silhouette(points: readonly Point[], labels: Labels, distances = pairDistances(points)): number {
  const clusters = Math.max(...labels) + 1;
  if (clusters < 2) return 0;
  const sizes = new Array<number>(clusters).fill(0);
  for (const label of labels) sizes[label]++;
  const sums = distanceSums(distances, labels, clusters);
  let total = 0;
  for (let i = 0; i < points.length; i++) {
    const own = labels[i];
    if (sizes[own] < 2) continue;
    const inside = sums[i * clusters + own] / (sizes[own] - 1);
    let outside = Infinity;
    for (let cluster = 0; cluster < clusters; cluster++) {
      if (cluster !== own) outside = Math.min(outside, sums[i * clusters + cluster] / sizes[cluster]);
    }
    total += (outside - inside) / (Math.max(inside, outside) || 1);
  }
  return total / points.length;
}

function cloudOf(points: readonly Point[]): PointCloud {
  const dimensions = points[0]?.length ?? 0;
  const coordinates = new Float64Array(points.length * dimensions);
  points.forEach((point, i) => coordinates.set(point, i * dimensions));
  return { coordinates, count: points.length, dimensions };
}

/** One point of a block: the memory itself, not a copy. */
function pointAt(coordinates: Float64Array, i: number, dimensions: number): Float64Array {
  return coordinates.subarray(i * dimensions, (i + 1) * dimensions);
}

/** The distance of every pair of points: of the first to each after it, then of the second, and so on. */
export function pairDistances(points: readonly Point[]): Float64Array {
  const { coordinates, count, dimensions } = cloudOf(points);
  const distances = new Float64Array((count * (count - 1)) / 2);
  let pair = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis++) {
        const apart = coordinates[i * dimensions + axis] - coordinates[j * dimensions + axis];
        squares += apart * apart;
      }
      distances[pair++] = Math.sqrt(squares);
    }
  }
  return distances;
}

/** Sum of the distances from each point to those of each cluster, a row a point; every sum takes them in order. */
function distanceSums(distances: Float64Array, labels: Labels, clusters: number): Float64Array {
  const sums = new Float64Array(labels.length * clusters);
  let pair = 0;
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      const distance = distances[pair++];
      sums[i * clusters + labels[j]] += distance;
      sums[j * clusters + labels[i]] += distance;
    }
  }
  return sums;
}

/** Where the centres of one start end, and the sum of the points' squared distances from their centres. */
function lloyd(cloud: PointCloud, start: Float64Array): { centres: Float64Array; cost: number } {
  const { coordinates, count, dimensions } = cloud;
  const { centres, labels } = settleCentres(cloud, start, MOST_ROUNDS);
  let cost = 0;
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let axis = 0; axis < dimensions; axis++) {
      const apart = coordinates[i * dimensions + axis] - centres[labels[i] * dimensions + axis];
      squares += apart * apart;
    }
    cost += squares;
  }
  return { centres, cost };
}

function startingCentres({ coordinates, count, dimensions }: PointCloud, k: number, random: Random): Float64Array {
  const centres = new Float64Array(k * dimensions);
  centres.set(pointAt(coordinates, Math.floor(random() * count), dimensions));
  // From each point to the nearest of them.
  const distances = new Float64Array(count).fill(Infinity);
  for (let last = 0; last + 1 < k; last++) {
    let total = 0;
    for (let i = 0; i < count; i++) {
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis++) {
        const apart = coordinates[i * dimensions + axis] - centres[last * dimensions + axis];
        squares += apart * apart;
      }
      if (squares < distances[i]) distances[i] = squares;
      total += distances[i];
    }
    let left = random() * total;
    let chosen = 0;
    while (chosen < count - 1 && (left -= distances[chosen]) >= 0) chosen++;
    centres.set(pointAt(coordinates, chosen, dimensions), (last + 1) * dimensions);
  }
  return centres;
}

function dissolveSmall(cloud: PointCloud, centres: Float64Array, smallest: number): Int32Array<ArrayBuffer> {
  const { count, dimensions } = cloud;
  let kept = centres;
  for (;;) {
    const labels = nearest(cloud, kept);
    const clusters = kept.length / dimensions;
    const sizes = new Array<number>(clusters).fill(0);
    for (let i = 0; i < count; i++) sizes[labels[i]]++;
    const least = Math.min(...sizes);
    if (clusters === 1 || least >= smallest) return labels;
    const dissolved = sizes.indexOf(least);
    kept = kept.filter((_, at) => Math.floor(at / dimensions) !== dissolved);
  }
}

function renumbered(labels: Int32Array): number[] {
  const order = [...new Set(labels)];
  return Array.from(labels, (label) => order.indexOf(label));
}

/** Mean and size of each cluster; the mean of none is NaN. */
function clusterMeans(
  { coordinates, count, dimensions }: PointCloud,
  labels: ArrayLike<number>,
  clusters: number,
): { means: Float64Array; sizes: Int32Array } {
  const means = new Float64Array(clusters * dimensions);
  const sizes = new Int32Array(clusters);
  for (let i = 0; i < count; i++) {
    const cluster = labels[i];
    sizes[cluster]++;
    for (let axis = 0; axis < dimensions; axis++) {
      means[cluster * dimensions + axis] += coordinates[i * dimensions + axis];
    }
  }
  for (let k = 0; k < clusters; k++) {
    for (let axis = 0; axis < dimensions; axis++) means[k * dimensions + axis] /= sizes[k];
  }
  return { means, sizes };
}
