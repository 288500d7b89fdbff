import path from 'node:path';
import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { FEATURES } from '../analysis/features.ts';
import { ascending, medianOfSorted } from '../profile/robust-statistics.ts';
import { referenceCalibration } from '../profile/style-score.ts';
import { featureKey, type AnalysisDocument } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import type { FeatureDistribution, ProfileDocument, ReferenceRow, StyleStatistics } from '../store/profile-document.ts';
import { blendedFeatures, nameOfBlend, possibleBlends, type Distributions, type StyleBlend } from './blended-style.ts';
import { nearestStyle } from './nearest-style.ts';
import { sharedRows } from './shared-rows.ts';
import { styleVariation } from './style-variation.ts';
import type { Yardstick } from './yardstick.ts';

export interface YardstickTarget {
  /**
   * A cluster's name, `nearest` (default), `library`, or a blend of two clusters or references such as `A + B.wav @ 30
   * %`. Ignored where references are chosen.
   */
  cluster?: string;
  /** Files of the profile, by path or by file name; none means a cluster. A single one may be a blend, too. */
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
  const target =
    references.length > 0 ? targetOfChosen(profile, references) : targetOfCluster(profile, cluster, analysis);
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
    const { nearest, confidence } = nearestStyle(profile, analysis);
    return style(nearest, nearest.name, confidence);
  }
  const blend = profile.clusters.some(({ name }) => name === cluster) ? undefined : blendOf(profile, cluster);
  if (blend !== undefined) return targetOfBlend(blend);
  const named = findCluster(profile, cluster);
  return style(named, named.name, 1);
}

/** References by their names, or one name that stands for what lies between two. */
function targetOfChosen(profile: ProfileDocument, references: readonly string[]): Target {
  const [only] = references;
  if (references.length === 1 && referenceOf(profile, only) === undefined) {
    const blend = blendOf(profile, only);
    if (blend !== undefined) return targetOfBlend(blend);
  }
  return targetOfReferences(
    profile,
    references.map((reference) => findReference(profile, reference)),
  );
}

/** One side of a blend: what it is called, its distributions, and the style that its spreads are of. */
interface BlendSide extends Distributions, Pick<StyleStatistics, 'name' | 'calibration'> {
  style: StyleStatistics;
}

/** Two sides and how far from the first to the second; `undefined` where the text is no blend. */
function blendOf(
  profile: ProfileDocument,
  text: string,
): (Omit<StyleBlend, 'from' | 'to'> & { from: BlendSide; to: BlendSide }) | undefined {
  const blends = possibleBlends(text);
  for (const { from, to, share } of blends) {
    const [one, other] = [sideOf(profile, from), sideOf(profile, to)];
    if (one !== undefined && other !== undefined) return { from: one, to: other, share };
  }
  // Says which of the two is not there.
  for (const { from, to } of blends.slice(0, 1)) {
    for (const name of [from, to]) if (sideOf(profile, name) === undefined) findCluster(profile, name);
  }
  return undefined;
}

function sideOf(profile: ProfileDocument, name: string): BlendSide | undefined {
  const style = clusterOf(profile, name);
  if (style !== undefined) return { ...style, style };
  const reference = referenceOf(profile, name);
  if (reference === undefined) return undefined;
  const { head, features, styles } = targetOfReferences(profile, [reference]);
  const calibration = head.calibration === undefined ? {} : { calibration: head.calibration };
  return { name: path.basename(reference.file), features, style: styles[0], ...calibration };
}

function targetOfBlend({ from, to, share }: { from: BlendSide; to: BlendSide; share: number }): Target {
  const nearer = share < 0.5 ? from : to;
  return {
    head: {
      cluster: nameOfBlend({ from: from.name, to: to.name, share }),
      clusterConfidence: 1,
      references: [],
      ...(nearer.calibration === undefined ? {} : { calibration: nearer.calibration }),
    },
    features: blendedFeatures(from, to, share),
    styles: from.style === to.style ? [from.style] : [from.style, to.style],
  };
}

/** A style by its name or the beginning of it, in any case. */
function clusterOf({ clusters }: ProfileDocument, wanted: string): StyleStatistics | undefined {
  const lower = wanted.toLowerCase();
  const exact = clusters.find((cluster) => cluster.name.toLowerCase() === lower);
  const starting = clusters.filter((cluster) => cluster.name.toLowerCase().startsWith(lower));
  return exact ?? (starting.length === 1 ? starting[0] : undefined);
}

function findCluster(profile: ProfileDocument, wanted: string): StyleStatistics {
  const found = clusterOf(profile, wanted);
  if (found !== undefined) return found;
  const names = profile.clusters.map((cluster) => `"${cluster.name}"`).join(', ');
  throw new Failure(
    'usage',
    `The profile "${profile.name}" has no style "${wanted}"; it has ${names}, or use nearest or library.`,
  );
}

/** A reference by its path, or by its file name where exactly one has it. */
function referenceOf({ references }: ProfileDocument, wanted: string): ReferenceRow | undefined {
  const exact = references.find(({ file }) => path.resolve(file) === path.resolve(wanted));
  const sameName = references.filter(({ file }) => path.basename(file) === path.basename(wanted));
  return exact ?? (sameName.length === 1 ? sameName[0] : undefined);
}

function findReference(profile: ProfileDocument, wanted: string): ReferenceRow {
  const found = referenceOf(profile, wanted);
  if (found !== undefined) return found;
  const isNamed = profile.references.some(({ file }) => path.basename(file) === path.basename(wanted));
  const why = isNamed ? 'more than one reference of that name; give its path' : 'no such reference; learn it first';
  throw new Failure('usage', `${wanted} cannot be used because the profile "${profile.name}" has ${why}.`);
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
