import path from 'node:path';
import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { FEATURES } from '../analysis/features.ts';
import { styleGroups } from '../profile/balanced-weights.ts';
import { ascending, medianOfSorted } from '../profile/robust-statistics.ts';
import { referenceCalibration, styleDistance } from '../profile/style-score.ts';
import { featureKey, featureValues, type AnalysisDocument, type Scope } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import type { FeatureDistribution, ProfileDocument, ReferenceRow, StyleStatistics } from '../store/profile-document.ts';
import { blendedFeatures, nameOfBlend, parseBlend, type StyleBlend } from './blended-style.ts';
import { weighRows } from './row-weights.ts';
import { styleVariation } from './style-variation.ts';
import type { Yardstick } from './yardstick.ts';

export interface YardstickTarget {
  /** A cluster's name, `nearest` (default), `library`, or a blend of two such as `A + B @ 30 %`. Ignored where references are chosen. */
  cluster?: string;
  /** Files of the profile, by path or by file name; none means a cluster. */
  references?: readonly string[];
}

/** What the whole library is called as a target. */
const LIBRARY_TARGET = 'library';

/**
 * A track never matches another in everything: two tracks of one library differ by √2 spreads on average. Within one
 * spread of a chosen reference counts as having its sound.
 */
const REFERENCE_REACH = 1;

/**
 * What a mix is measured against: a style of the profile (the nearest unless named), the whole library, or chosen
 * references. Rows are the features and scopes that both the mix and the target have.
 *
 * Chosen references: median and values are their own; the spread is that of their style, for two or three tracks have
 * none; the band reaches one spread beyond their lowest and highest value.
 *
 * @throws Failure 'usage' for a cluster or reference the profile does not have; 'input' where mix and profile share no
 * feature.
 */
export function yardstickOf(
  profile: ProfileDocument,
  { cluster = 'nearest', references = [] }: YardstickTarget,
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[] = FEATURES,
): Yardstick {
  const chosen = references.map((reference) => findReference(profile, reference));
  const target = chosen.length > 0 ? targetOfReferences(profile, chosen) : targetOfCluster(profile, cluster, analysis);
  const rows = sharedRows(target.features, analysis, catalogue);
  if (rows.length === 0) {
    throw new Failure(
      'input',
      `${analysis.file} and the profile "${profile.name}" have no measured feature in common; learn the profile again.`,
    );
  }
  return {
    profile: profile.name,
    ...target.head,
    rows,
    ...styleVariation(profile, target.styles, rows),
  };
}

interface Target {
  head: Omit<Yardstick, 'profile' | 'rows' | 'variation' | 'members'>;
  features: readonly FeatureDistribution[];
  /** The style, or the two, that the spreads are of. */
  styles: readonly StyleStatistics[];
}

function targetOfCluster(profile: ProfileDocument, cluster: string, analysis: AnalysisDocument): Target {
  const style = (statistics: StyleStatistics, name: string, clusterConfidence: number): Target => ({
    styles: [statistics],
    head: {
      cluster: name,
      clusterConfidence,
      references: [],
      ...(statistics.calibration === undefined ? {} : { calibration: statistics.calibration }),
    },
    features: statistics.features,
  });
  if (cluster === LIBRARY_TARGET) return style(profile.library, LIBRARY_TARGET, 1);
  if (cluster === 'nearest') {
    const { index, confidence } = nearestCluster(profile, analysis);
    return style(profile.clusters[index], profile.clusters[index].name, confidence);
  }
  const blend = profile.clusters.some(({ name }) => name === cluster) ? undefined : parseBlend(cluster);
  if (blend !== undefined) return targetOfBlend(profile, blend);
  const named = findCluster(profile, cluster);
  return style(named, named.name, 1);
}

function targetOfBlend(profile: ProfileDocument, { from, to, share }: StyleBlend): Target {
  const [one, other] = [findCluster(profile, from), findCluster(profile, to)];
  const nearer = share < 0.5 ? one : other;
  return {
    head: {
      cluster: nameOfBlend({ from: one.name, to: other.name, share }),
      clusterConfidence: 1,
      references: [],
      ...(nearer.calibration === undefined ? {} : { calibration: nearer.calibration }),
    },
    features: blendedFeatures(one, other, share),
    styles: [one, other],
  };
}

/**
 * The cluster a track lies nearest to by style distance d, and how sure that is: its share of Σ exp(−g·d²/2), the
 * likelihood of normal styles in which each of the g groups of features is a witness of its own and the columns of one
 * group say the same. 1 for a single cluster; 1 / clusters where the track says nothing.
 */
function nearestCluster(
  profile: ProfileDocument,
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[] = FEATURES,
): { index: number; confidence: number } {
  const values = featureValues(analysis);
  const squares = profile.clusters.map(({ features }) => {
    const axes = features.flatMap(({ id, scope, median, spread }) => {
      const feature = catalogue.find((row) => row.id === id);
      return feature === undefined ? [] : [{ feature, scope, median, scale: Math.max(spread, feature.jnd) }];
    });
    return styleGroups(axes) * (styleDistance(axes, values) ?? 0) ** 2;
  });
  const least = Math.min(...squares);
  const likelihoods = squares.map((square) => Math.exp((least - square) / 2));
  return { index: squares.indexOf(least), confidence: 1 / likelihoods.reduce((sum, one) => sum + one, 0) };
}

function findCluster({ name, clusters }: ProfileDocument, wanted: string): StyleStatistics {
  const lower = wanted.toLowerCase();
  const exact = clusters.find((cluster) => cluster.name.toLowerCase() === lower);
  const starting = clusters.filter((cluster) => cluster.name.toLowerCase().startsWith(lower));
  const found = exact ?? (starting.length === 1 ? starting[0] : undefined);
  if (found !== undefined) return found;
  const names = clusters.map((cluster) => `"${cluster.name}"`).join(', ');
  throw new Failure(
    'usage',
    `The profile "${name}" has no style "${wanted}"; it has ${names}, or use nearest or library.`,
  );
}

function findReference({ name, references }: ProfileDocument, wanted: string): ReferenceRow {
  const exact = references.find(({ file }) => path.resolve(file) === path.resolve(wanted));
  const sameName = references.filter(({ file }) => path.basename(file) === path.basename(wanted));
  const found = exact ?? (sameName.length === 1 ? sameName[0] : undefined);
  if (found !== undefined) return found;
  const why =
    sameName.length > 1 ? 'more than one reference of that name; give its path' : 'no such reference; learn it first';
  throw new Failure('usage', `${wanted} cannot be used because the profile "${name}" has ${why}.`);
}

/** Chosen references of one style borrow the spread of that style, a mixed choice that of the library. */
function targetOfReferences(profile: ProfileDocument, chosen: readonly ReferenceRow[]): Target {
  const styles = new Set(chosen.map(({ cluster }) => cluster));
  const lender = styles.size === 1 ? profile.clusters[chosen[0].cluster] : profile.library;
  const lent = new Map(lender.features.map((row) => [featureKey(row.id, row.scope), row]));
  const features = profile.columns.flatMap(({ id, scope }, column): FeatureDistribution[] => {
    const distribution = lent.get(featureKey(id, scope));
    const values = chosen.map(({ vector }) => vector[column]).filter((value) => value !== null);
    if (distribution === undefined || values.length === 0) return [];
    const sorted = ascending(values);
    const reach = REFERENCE_REACH * distribution.spread;
    return [
      {
        ...distribution,
        count: sorted.length,
        median: medianOfSorted(sorted),
        band: [sorted[0] - reach, sorted[sorted.length - 1] + reach],
        sorted,
      },
    ];
  });
  return {
    head: {
      cluster: '',
      clusterConfidence: 1,
      references: chosen.map(({ file }) => file),
      calibration: referenceCalibration(lender.calibration, chosen.length),
    },
    features,
    styles: [lender],
  };
}

function sharedRows(
  features: readonly FeatureDistribution[],
  analysis: AnalysisDocument,
  catalogue: readonly FeatureRow[],
): Yardstick['rows'] {
  const values = featureValues(analysis);
  const byId = new Map(catalogue.map((row) => [row.id, row]));
  const shared = features.flatMap(({ id, scope, median, spread, band, sorted }) => {
    const feature = byId.get(id);
    if (feature === undefined || !Number.isFinite(values.get(featureKey(id, scope)))) return [];
    return [{ feature, scope: scope as Scope, median, spread, band, scale: Math.max(spread, feature.jnd), sorted }];
  });
  return weighRows(shared, analysis.sections);
}
