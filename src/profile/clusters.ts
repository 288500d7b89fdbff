import { centresOf, kMeans, nearestCentres, pairDistances, silhouette, type Labels, type Point } from './k-means.ts';
import { principalComponents } from './principal-components.ts';
import type { ReferenceTable } from './reference-table.ts';
import { styleVectors } from './style-vectors.ts';
import { gaussian, type Random } from '../dsp/seeded-random.ts';

export interface Clustering {
  /** Cluster of each row of the table; all 0 where the library is one style. */
  labels: Labels;
  count: number;
  /** Mean silhouette of the split; 0 for one cluster. */
  silhouette: number;
  /** Mean Jaccard index of the clusters over resampled libraries, 0–1; 1 for one cluster. */
  stability: number;
}

/** Below this a "style" would be two or three tracks by chance. */
const SMALLEST_LIBRARY = 8;
/** A cluster holds at least three tracks and a twentieth of the library. */
const SMALLEST_CLUSTER = 3;
const SMALLEST_CLUSTER_SHARE = 1 / 20;
const MOST_CLUSTERS = 6;
/** Distances blur as dimensions grow; five hold the differences between the sub-styles of one genre. */
const MOST_COMPONENTS = 5;
/** Fewer clusters are taken when they stand out from chance at least this much of how far the best split does. */
const ENOUGH_OF_BEST = 0.8;
/** Hennig (2007): below 0.6 a cluster is not to be trusted, above 0.75 it is stable. */
const LEAST_STABILITY = 0.75;
const RESAMPLES = 20;
/** A split has to beat every one of 19 libraries without structure: one false alarm in twenty. */
const NULL_LIBRARIES = 19;
/** A component counts when it is larger than on average over so many libraries with unrelated features. */
const SHUFFLES = 9;

const ONE_CLUSTER = { count: 1, silhouette: 0, stability: 1 };

/**
 * Finds the styles inside a library: k-means of its `stylePoints` for 2 … 6 clusters. Splits are ranked by how far
 * their silhouette exceeds what k-means makes, on average, of structureless clouds of the same shape, for silhouettes
 * of two clusters and of six do not compare otherwise. Of the best the one with fewest clusters that holds when the
 * library is resampled is taken, if it exceeds chance by more than any of the clouds does. One cluster for fewer than
 * eight tracks and where there is no structure.
 *
 * Deterministic for the same points, order and random numbers.
 *
 * @param points one a track, as long as each other; without numbers where the tracks are all alike
 */
export function findClusters(points: readonly Point[], random: Random): Clustering {
  const single: Clustering = { labels: points.map(() => 0), ...ONE_CLUSTER };
  const count = points.length;
  if (count < SMALLEST_LIBRARY || points[0].length === 0) return single;
  const smallest = Math.max(SMALLEST_CLUSTER, Math.ceil(SMALLEST_CLUSTER_SHARE * count));
  const chance = silhouettesByChance(points, smallest, random);

  const candidates = splits(points, smallest, random)
    .map((split) => ({ ...split, excess: split.silhouette - chance.mean[split.k] }))
    .filter(({ excess }) => excess > chance.greatestExcess);
  const enough = ENOUGH_OF_BEST * Math.max(...candidates.map(({ excess }) => excess));
  // Those nearly as good as the best come first, and of them the fewest clusters.
  candidates.sort((a, b) => Number(b.excess >= enough) - Number(a.excess >= enough) || a.k - b.k);
  for (const { labels, silhouette: quality } of candidates) {
    const stability = stabilityOf(points, labels, smallest, random);
    if (stability < LEAST_STABILITY) continue;
    return { labels, count: Math.max(...labels) + 1, silhouette: quality, stability };
  }
  return single;
}

/**
 * Rows of the table as points in which distance means difference in style: `styleVectors`, turned to the principal
 * components (one to five) that are larger than unrelated features would make them (parallel analysis, Horn 1965).
 */
export function stylePoints(table: ReferenceTable, random: Random): number[][] {
  const { columns, vectors } = styleVectors(table);
  const { scores, explained } = principalComponents(vectors, MOST_COMPONENTS, random);
  const unrelated = Array.from({ length: SHUFFLES }, () => {
    const ids = columns.map(({ feature }) => feature.id);
    return principalComponents(shuffledByFeature(vectors, ids, random), MOST_COMPONENTS, random).explained;
  });
  const beyondChance = explained.findIndex(
    (share, k) => unrelated.reduce((sum, shares) => sum + shares[k], 0) >= SHUFFLES * share,
  );
  const kept = Math.max(1, beyondChance < 0 ? explained.length : beyondChance);
  return scores.map((score) => score.slice(0, kept));
}

/**
 * Each feature's values (in all its scopes together) dealt out to other tracks: what is left is features without
 * relation.
 */
function shuffledByFeature(vectors: readonly Point[], ids: readonly string[], random: Random): Float64Array[] {
  const dealt = new Map<string, Int32Array>();
  for (const id of new Set(ids)) dealt.set(id, shuffledIndices(vectors.length, random));
  const rows = vectors.map(() => new Float64Array(ids.length));
  ids.forEach((id, column) => {
    const from = dealt.get(id) as Int32Array;
    for (let row = 0; row < from.length; row++) rows[row][column] = vectors[from[row]][column];
  });
  return rows;
}

/** Fisher–Yates. */
function shuffledIndices(count: number, random: Random): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const index = indices[i];
    indices[i] = indices[j];
    indices[j] = index;
  }
  return indices;
}

interface Split {
  /** Clusters asked for. */
  k: number;
  labels: Labels;
  silhouette: number;
}

/** What k-means finds for 2 … 6 clusters; 0 where it comes down to one. */
function splits(points: readonly Point[], smallest: number, random: Random): Split[] {
  const most = Math.min(MOST_CLUSTERS, Math.floor(points.length / smallest));
  const distances = pairDistances(points);
  return Array.from({ length: most - 1 }, (_, i) => {
    const labels = kMeans(points, i + 2, smallest, random);
    return { k: i + 2, labels, silhouette: silhouette(points, labels, distances) };
  });
}

/**
 * Mean silhouette by number of clusters in normal clouds with the points' variances, and how far any of them exceeds
 * its mean.
 */
function silhouettesByChance(
  points: readonly Point[],
  smallest: number,
  random: Random,
): { mean: Readonly<Record<number, number>>; greatestExcess: number } {
  const deviations = points[0].map((_, k) => Math.sqrt(points.reduce((sum, p) => sum + p[k] ** 2, 0) / points.length));
  const clouds = Array.from({ length: NULL_LIBRARIES }, () =>
    splits(
      points.map(() => deviations.map((deviation) => deviation * gaussian(random))),
      smallest,
      random,
    ),
  );
  const mean: Record<number, number> = {};
  clouds[0].forEach(({ k }, i) => {
    mean[k] = clouds.reduce((sum, cloud) => sum + cloud[i].silhouette, 0) / clouds.length;
  });
  const greatestExcess = Math.max(...clouds.flat().map(({ k, silhouette: value }) => value - mean[k]));
  return { mean, greatestExcess };
}

/**
 * Clusterwise stability (Hennig 2007): the library is drawn again with replacement and split again; each cluster's
 * best Jaccard index with a cluster of the new split, weighted by its size, averaged over the draws.
 */
function stabilityOf(points: readonly Point[], labels: Labels, smallest: number, random: Random): number {
  const clusters = Math.max(...labels) + 1;
  let sum = 0;
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const resample = points.map(() => points[Math.floor(random() * points.length)]);
    // A cluster that was drawn less often than it is large is still that cluster.
    const centres = centresOf(resample, kMeans(resample, clusters, Math.ceil(smallest / 2), random));
    const again = nearestCentres(points, centres);
    sum += agreement(labels, again, clusters, centres.length);
  }
  return sum / RESAMPLES;
}

function agreement(labels: Labels, again: Labels, clusters: number, clustersAgain: number): number {
  const sizes = new Int32Array(clusters);
  const sizesAgain = new Int32Array(clustersAgain);
  const shared = new Int32Array(clusters * clustersAgain);
  labels.forEach((label, i) => {
    sizes[label]++;
    sizesAgain[again[i]]++;
    shared[label * clustersAgain + again[i]]++;
  });
  let sum = 0;
  sizes.forEach((size, cluster) => {
    let best = 0;
    sizesAgain.forEach((sizeAgain, other) => {
      const both = shared[cluster * clustersAgain + other];
      best = Math.max(best, both / (size + sizeAgain - both));
    });
    sum += (size / labels.length) * best;
  });
  return sum;
}
