import type { Random } from '../dsp/seeded-random.ts';

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
  let best: number[] = points.map(() => 0);
  let bestCost = Infinity;
  for (let start = 0; start < STARTS; start++) {
    const { centres, cost } = lloyd(points, startingCentres(points, k, random));
    if (cost >= bestCost) continue;
    best = dissolveSmall(points, centres, smallest);
    bestCost = cost;
  }
  return renumbered(best);
}

/** The mean of the points of each cluster. */
export function centresOf(points: readonly Point[], labels: Labels): number[][] {
  return clusterMeans(points, labels, Math.max(-1, ...labels) + 1).map(({ mean }) => mean);
}

/** The nearest centre of a point. */
export function nearestCentre(point: Point, centres: readonly Point[]): number {
  let nearest = 0;
  let least = Infinity;
  for (let k = 0; k < centres.length; k++) {
    const distance = squaredDistance(point, centres[k]);
    if (distance >= least) continue;
    least = distance;
    nearest = k;
  }
  return nearest;
}

export function squaredDistance(a: Point, b: Point): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

/**
 * Mean silhouette (Rousseeuw 1987), −1 … 1: how much nearer points are to their own cluster than to the next. 0 for
 * fewer than two clusters; a point alone in its cluster counts 0.
 */
export function silhouette(points: readonly Point[], labels: Labels): number {
  const clusters = Math.max(...labels) + 1;
  if (clusters < 2) return 0;
  const sizes = new Array<number>(clusters).fill(0);
  for (const label of labels) sizes[label]++;
  const sums = distanceSums(points, labels, clusters);
  let total = 0;
  points.forEach((_, i) => {
    const own = labels[i];
    if (sizes[own] < 2) return;
    const inside = sums[i][own] / (sizes[own] - 1);
    const outside = Math.min(...sums[i].map((sum, cluster) => (cluster === own ? Infinity : sum / sizes[cluster])));
    total += (outside - inside) / (Math.max(inside, outside) || 1);
  });
  return total / points.length;
}

/**
 * Sum of the distances from each point to those of each cluster. A pair is measured once; every sum still takes its
 * points in their order.
 */
function distanceSums(points: readonly Point[], labels: Labels, clusters: number): number[][] {
  const sums = points.map(() => new Array<number>(clusters).fill(0));
  for (let i = 0; i < points.length; i++) {
    const [point, own, ownSums] = [points[i], labels[i], sums[i]];
    for (let j = i + 1; j < points.length; j++) {
      const distance = Math.sqrt(squaredDistance(point, points[j]));
      ownSums[labels[j]] += distance;
      sums[j][own] += distance;
    }
  }
  return sums;
}

function lloyd(points: readonly Point[], start: readonly Point[]): { centres: readonly Point[]; cost: number } {
  let centres = start;
  const labels = new Int32Array(points.length).fill(-1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = false;
    for (let i = 0; i < points.length; i++) {
      const nearest = nearestCentre(points[i], centres);
      moved ||= nearest !== labels[i];
      labels[i] = nearest;
    }
    if (!moved) break;
    centres = clusterMeans(points, labels, centres.length).map(({ mean, size }, k) => (size === 0 ? centres[k] : mean));
  }
  let cost = 0;
  for (let i = 0; i < points.length; i++) cost += squaredDistance(points[i], centres[labels[i]]);
  return { centres, cost };
}

function startingCentres(points: readonly Point[], k: number, random: Random): Point[] {
  const centres = [points[Math.floor(random() * points.length)]];
  // From each point to the nearest of them.
  const distances = new Float64Array(points.length).fill(Infinity);
  while (centres.length < k) {
    let total = 0;
    for (let i = 0; i < points.length; i++) {
      distances[i] = Math.min(distances[i], squaredDistance(points[i], centres[centres.length - 1]));
      total += distances[i];
    }
    let left = random() * total;
    const chosen = distances.findIndex((distance) => (left -= distance) < 0);
    centres.push(points[chosen < 0 ? points.length - 1 : chosen]);
  }
  return centres;
}

function dissolveSmall(points: readonly Point[], centres: readonly Point[], smallest: number): number[] {
  let kept = [...centres];
  for (;;) {
    const labels = points.map((point) => nearestCentre(point, kept));
    const sizes = kept.map((_, k) => labels.filter((label) => label === k).length);
    const least = Math.min(...sizes);
    if (kept.length === 1 || least >= smallest) return labels;
    kept = kept.filter((_, k) => k !== sizes.indexOf(least));
  }
}

function renumbered(labels: readonly number[]): number[] {
  const order = [...new Set(labels)];
  return labels.map((label) => order.indexOf(label));
}

/** Mean and size of each cluster; the mean of none is NaN. */
function clusterMeans(
  points: readonly Point[],
  labels: ArrayLike<number>,
  count: number,
): { mean: number[]; size: number }[] {
  const clusters = Array.from({ length: count }, () => ({
    mean: new Array<number>(points[0]?.length ?? 0).fill(0),
    size: 0,
  }));
  for (let i = 0; i < points.length; i++) {
    const [point, cluster] = [points[i], clusters[labels[i]]];
    cluster.size++;
    for (let j = 0; j < point.length; j++) cluster.mean[j] += point[j];
  }
  for (const { mean, size } of clusters) for (let j = 0; j < mean.length; j++) mean[j] /= size;
  return clusters;
}
