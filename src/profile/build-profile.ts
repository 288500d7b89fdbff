import { median } from '../dsp/statistics.ts';
import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { FEATURES } from '../analysis/features.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import type { FeatureDistribution, ProfileDocument, StyleStatistics } from '../store/profile-document.ts';
import { findClusters, stylePoints } from './clusters.ts';
import { exemplarsOf } from './exemplars.ts';
import { distributionOf } from './feature-distribution.ts';
import type { Point } from './k-means.ts';
import { columnValues, referenceTable, rowValues, type ReferenceTable } from './reference-table.ts';
import { ascending, robustSpread } from './robust-statistics.ts';
import { seededRandom } from '../dsp/seeded-random.ts';
import { nameStyles } from './style-names.ts';
import { calibrationOf, distancesLeftOut, styleAxes, styleDistance, styleScore } from './style-score.ts';
import { validate } from './validation.ts';

export interface ProfileInput {
  name: string;
  /** The scanned folder, for the record. */
  folder: string;
  /** At least one, all of the same engine. */
  analyses: readonly AnalysisDocument[];
  /** Files of the folder that could not be used. */
  skipped: readonly { file: string; why: string }[];
  /** The same seed gives the same clusters. */
  seed: number;
  /** ISO 8601; handed in, because this room knows no clock. */
  createdAt: string;
  catalogue?: readonly FeatureRow[];
}

/** What the single cluster of a library without distinct styles is called. */
export const WHOLE_LIBRARY = 'whole library';

/**
 * What the references have in common: distributions and bands for the library and for each style in it, exemplars, a
 * style score for each reference against the others, and what a person should know before trusting it. Pure and
 * deterministic; the order of `analyses` does not matter.
 *
 * @throws Failure 'input' without a single analysis.
 */
export function buildProfile(input: ProfileInput): ProfileDocument {
  const { name, folder, skipped, seed, createdAt, catalogue = FEATURES } = input;
  if (input.analyses.length === 0) {
    throw new Failure('input', `${folder} holds no track that could be measured; choose a folder of finished tracks.`);
  }
  const analyses = [...input.analyses].sort(byContent);
  const table = referenceTable(analyses, catalogue);
  const random = seededRandom(seed);
  const points = stylePoints(table, random);
  const clustering = findClusters(points, random);
  const files = analyses.map(({ file }) => file);

  const everyone = files.map((_, i) => i);
  const groups = Array.from({ length: clustering.count }, (_, cluster) =>
    everyone.filter((i) => clustering.labels[i] === cluster),
  );
  const leftOut = groups.map((members) => distancesLeftOut(rowsOf(table, members)));
  const library = styleOf({
    ...{ table, files, points, members: everyone },
    leftOut: groups.length === 1 ? leftOut[0] : distancesLeftOut(table),
  });
  const clusters =
    groups.length === 1
      ? [{ ...library, name: WHOLE_LIBRARY }]
      : namedClusters({ table, files, points, groups, leftOut, catalogue });
  const styleScores = scoresOf(table, clusters, groups, leftOut);

  return {
    schema: 'coproducer.profile/1',
    name,
    engine: analyses[0].engine,
    createdAt,
    folder,
    library,
    clusters,
    clustering: { silhouette: clustering.silhouette, stability: clustering.stability },
    references: analyses.map((analysis, i) => ({
      file: analysis.file,
      contentHash: analysis.contentHash,
      cluster: clustering.labels[i],
      tempoBpm: analysis.grid.tempoBpm,
      key: keyName(analysis.key),
      vector: Array.from(table.rows[i], (value) => (Number.isNaN(value) ? null : value)),
      styleScore: styleScores[i],
    })),
    columns: table.columns.map(({ feature, scope }) => ({ id: feature.id, scope })),
    validation: validate({
      table,
      files,
      contentHashes: analyses.map(({ contentHash }) => contentHash),
      clusters: clustering.labels,
      clusterNames: clusters.map((cluster) => cluster.name),
      styleScores,
      skipped,
    }),
  };
}

/** `A minor`, or empty where there is no key. */
function keyName({ tonic, mode }: AnalysisDocument['key']): string {
  if (tonic === '') return '';
  return mode === 'unknown' ? tonic : `${tonic} ${mode}`;
}

/** By content, so that renaming the folder changes nothing; by path where content is equal. */
function byContent(a: AnalysisDocument, b: AnalysisDocument): number {
  return compareText(a.contentHash, b.contentHash) || compareText(a.file, b.file);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface StyleInput {
  table: ReferenceTable;
  files: readonly string[];
  points: readonly Point[];
  members: readonly number[];
  /** By member: see `distancesLeftOut`. */
  leftOut: readonly (number | undefined)[];
  /** By column: see `distributionOf`. */
  borrowedSpreads?: readonly (number | undefined)[];
}

/** The table of some of the references. */
function rowsOf({ columns, rows }: ReferenceTable, members: readonly number[]): ReferenceTable {
  return { columns, rows: members.map((i) => rows[i]) };
}

function styleOf({ table, files, points, members, leftOut, borrowedSpreads }: StyleInput): StyleStatistics {
  return {
    name: 'library',
    summary: `${members.length} ${members.length === 1 ? 'track' : 'tracks'}.`,
    members: members.map((i) => files[i]),
    exemplars: exemplarsOf(points, members).map((i) => files[i]),
    features: distributionsOf(rowsOf(table, members), borrowedSpreads),
    calibration: calibrationOf(leftOut),
  };
}

function distributionsOf(
  table: ReferenceTable,
  borrowedSpreads: readonly (number | undefined)[] = [],
): FeatureDistribution[] {
  return table.columns.flatMap(({ feature, scope }, column) => {
    const values = columnValues(table.rows, column);
    return values.length === 0 ? [] : [distributionOf(feature, scope, values, borrowedSpreads[column])];
  });
}

function namedClusters({
  table,
  files,
  points,
  groups,
  leftOut,
  catalogue,
}: Omit<StyleInput, 'members' | 'leftOut'> & {
  groups: readonly (readonly number[])[];
  leftOut: readonly (readonly (number | undefined)[])[];
  catalogue: readonly FeatureRow[];
}): StyleStatistics[] {
  const borrowedSpreads = spreadsWithinClusters(table, groups);
  const styles = groups.map((members, cluster) =>
    styleOf({ table, files, points, members, leftOut: leftOut[cluster], borrowedSpreads }),
  );
  const names = nameStyles(
    styles.map((style, cluster) => ({
      own: style.features,
      rest: distributionsOf({
        columns: table.columns,
        rows: groups.flatMap((members, other) => (other === cluster ? [] : members.map((i) => table.rows[i]))),
      }),
    })),
    catalogue,
  );
  return styles.map((style, cluster) => ({ ...style, ...names[cluster] }));
}

/**
 * Spread of each column about the median of each track's own cluster; `undefined` where fewer than four tracks tell.
 */
function spreadsWithinClusters(table: ReferenceTable, groups: readonly (readonly number[])[]): (number | undefined)[] {
  return table.columns.map((_, column) => {
    const residuals = groups.flatMap((members) => {
      const values = columnValues(
        members.map((i) => table.rows[i]),
        column,
      );
      const centre = median(values);
      return [...values.map((value) => value - centre)];
    });
    return residuals.length < LEAST_RESIDUALS ? undefined : robustSpread(ascending(residuals));
  });
}

/** As many as a borrowed spread counts for. */
const LEAST_RESIDUALS = 4;

/** Each reference's style score against the others of its own cluster. */
function scoresOf(
  table: ReferenceTable,
  clusters: readonly StyleStatistics[],
  groups: readonly (readonly number[])[],
  leftOut: readonly (readonly (number | undefined)[])[],
): number[] {
  const scores = new Array<number>(table.rows.length).fill(0);
  groups.forEach((members, cluster) => {
    members.forEach((i, k) => {
      // A single reference has no others to be compared with: it is its own style.
      const distance =
        leftOut[cluster][k] ??
        (members.length === 1
          ? styleDistance(styleAxes(rowsOf(table, members)), rowValues(table, table.rows[i]))
          : undefined);
      scores[i] = styleScore(distance, clusters[cluster].calibration);
    });
  });
  return scores;
}
