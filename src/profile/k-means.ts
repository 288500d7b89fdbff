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
  return Array.from({ length: Math.max(-1, ...labels) + 1 }, (_, cluster) =>
    mean(points.filter((_point, i) => labels[i] === cluster)),
  );
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
  const sizes = Array.from({ length: clusters }, (_, cluster) => labels.filter((label) => label === cluster).length);
  let total = 0;
  points.forEach((point, i) => {
    const sums = new Array<number>(clusters).fill(0);
    points.forEach((other, j) => (sums[labels[j]] += Math.sqrt(squaredDistance(point, other))));
    const own = labels[i];
    if (sizes[own] < 2) return;
    const inside = sums[own] / (sizes[own] - 1);
    const outside = Math.min(...sums.map((sum, cluster) => (cluster === own ? Infinity : sum / sizes[cluster])));
    total += (outside - inside) / (Math.max(inside, outside) || 1);
  });
  return total / points.length;
}

function lloyd(points: readonly Point[], start: number[][]): { centres: number[][]; cost: number } {
  let centres = start;
  let labels: number[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = points.map((point) => nearestCentre(point, centres));
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    centres = centres.map((centre, k) => {
      const members = points.filter((_, i) => labels[i] === k);
      return members.length === 0 ? centre : mean(members);
    });
  }
  return { centres, cost: points.reduce((sum, point, i) => sum + squaredDistance(point, centres[labels[i]]), 0) };
}

function startingCentres(points: readonly Point[], k: number, random: Random): number[][] {
  const centres = [[...points[Math.floor(random() * points.length)]]];
  while (centres.length < k) {
    const distances = points.map((point) => squaredDistance(point, centres[nearestCentre(point, centres)]));
    let left = random() * distances.reduce((sum, distance) => sum + distance, 0);
    const chosen = distances.findIndex((distance) => (left -= distance) < 0);
    centres.push([...points[chosen < 0 ? points.length - 1 : chosen]]);
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

function mean(points: readonly Point[]): number[] {
  return points[0].map((_, j) => points.reduce((sum, point) => sum + point[j], 0) / points.length);
}
