import { balancedWeights } from './balanced-weights.ts';
import { distributionOf } from './feature-distribution.ts';
import { centresOf, kMeans, nearestCentre, silhouette, type Labels, type Point } from './k-means.ts';
import { principalComponents } from './principal-components.ts';
import { columnValues, type ReferenceTable } from './reference-table.ts';
import { gaussian, seededRandom, type Random } from './seeded-random.ts';

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
/** A feature takes part when at least this share of the library has it; the rest is imputed with the median. */
const COLUMN_SHARE = 0.6;
/** One wild value must not make a cluster of its own. */
const Z_CAP = 4;
/** Distances blur as dimensions grow; five hold the differences between the sub-styles of one genre. */
const MOST_COMPONENTS = 5;
const EXPLAINED_SHARE = 0.85;
/** Hennig (2007): below 0.6 a cluster is not to be trusted, above 0.75 it is stable. */
const LEAST_STABILITY = 0.6;
const RESAMPLES = 20;
/** A split has to beat every one of 19 libraries without structure: one false alarm in twenty. */
const NULL_LIBRARIES = 19;

const ONE_CLUSTER = { count: 1, silhouette: 0, stability: 1 };

/**
 * Finds the styles inside a library: standardised, imputed, group-balanced vectors → principal components → k-means for 2 … 6 clusters.
 * Among the splits that hold when the library is resampled the one with the best silhouette is taken, and only if it beats what k-means
 * makes of normal clouds of the same shape. One cluster for fewer than eight tracks and where there is no structure.
 *
 * Deterministic for the same table, row order and seed.
 */
export function findClusters(table: ReferenceTable, seed: number): Clustering {
  const single: Clustering = { labels: table.rows.map(() => 0), ...ONE_CLUSTER };
  const count = table.rows.length;
  if (count < SMALLEST_LIBRARY) return single;

  const random = seededRandom(seed);
  const points = stylePoints(table, random);
  if (points[0].length === 0) return single;
  const smallest = Math.max(SMALLEST_CLUSTER, Math.ceil(SMALLEST_CLUSTER_SHARE * count));

  let best = single;
  for (const labels of splits(points, smallest, random)) {
    const quality = silhouette(points, labels);
    if (quality <= best.silhouette) continue;
    const steadiness = stabilityOf(points, labels, smallest, random);
    if (steadiness < LEAST_STABILITY) continue;
    best = { labels, count: Math.max(...labels) + 1, silhouette: quality, stability: steadiness };
  }
  return best.count > 1 && best.silhouette > bestSilhouetteByChance(points, smallest, random) ? best : single;
}

/**
 * Rows of the table as points in which distance means difference in style: z by median and spread, capped at ±4, gaps filled with
 * the median, weighted by `balancedWeights`, turned to at most five principal components.
 */
export function stylePoints(table: ReferenceTable, random: Random): number[][] {
  const columns = table.columns.flatMap(({ feature, scope }, column) => {
    const values = columnValues(table.rows, column);
    if (values.length < COLUMN_SHARE * table.rows.length) return [];
    const { median, spread } = distributionOf(feature, scope, values);
    return [{ feature, column, median, scale: Math.max(spread, feature.jnd) }];
  });
  const roots = balancedWeights(columns).map(Math.sqrt);
  const vectors = table.rows.map((row) =>
    columns.map(({ column, median, scale }, i) => {
      const z = ((row[column] ?? median) - median) / scale;
      return roots[i] * Math.max(-Z_CAP, Math.min(Z_CAP, z));
    }),
  );
  const { scores, explained } = principalComponents(vectors, MOST_COMPONENTS, random);
  let sum = 0;
  const kept = explained.filter((share) => (sum += share) - share < EXPLAINED_SHARE).length;
  return scores.map((score) => score.slice(0, kept));
}

/** The distinct splits k-means finds for 2 … 6 clusters. */
function splits(points: readonly Point[], smallest: number, random: Random): Labels[] {
  const found = new Map<string, Labels>();
  for (let k = 2; k <= Math.min(MOST_CLUSTERS, Math.floor(points.length / smallest)); k++) {
    const labels = kMeans(points, k, smallest, random);
    if (Math.max(...labels) > 0) found.set(labels.join(), labels);
  }
  return [...found.values()];
}

/**
 * Clusterwise stability (Hennig 2007): the library is drawn again with replacement and split again; each cluster's best Jaccard
 * index with a cluster of the new split, weighted by its size, averaged over the draws.
 */
function stabilityOf(points: readonly Point[], labels: Labels, smallest: number, random: Random): number {
  const clusters = Math.max(...labels) + 1;
  let sum = 0;
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const resample = points.map(() => points[Math.floor(random() * points.length)]);
    // A cluster that was drawn less often than it is large is still that cluster.
    const centres = centresOf(resample, kMeans(resample, clusters, Math.ceil(smallest / 2), random));
    const again = points.map((point) => nearestCentre(point, centres));
    sum += agreement(labels, again, clusters, centres.length);
  }
  return sum / RESAMPLES;
}

function agreement(labels: Labels, again: Labels, clusters: number, clustersAgain: number): number {
  let sum = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    const size = labels.filter((label) => label === cluster).length;
    let best = 0;
    for (let other = 0; other < clustersAgain; other++) {
      const both = labels.filter((label, i) => label === cluster && again[i] === other).length;
      const either = size + again.filter((label) => label === other).length - both;
      best = Math.max(best, both / either);
    }
    sum += (size / labels.length) * best;
  }
  return sum;
}

/** The best silhouette k-means finds in normal clouds with the points' own variance along each component. */
function bestSilhouetteByChance(points: readonly Point[], smallest: number, random: Random): number {
  const deviations = points[0].map((_, k) => Math.sqrt(points.reduce((sum, p) => sum + p[k] ** 2, 0) / points.length));
  let best = 0;
  for (let library = 0; library < NULL_LIBRARIES; library++) {
    const cloud = points.map(() => deviations.map((deviation) => deviation * gaussian(random)));
    for (const labels of splits(cloud, smallest, random)) best = Math.max(best, silhouette(cloud, labels));
  }
  return best;
}
