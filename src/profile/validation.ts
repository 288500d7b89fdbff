import path from 'node:path';
import type { ValidationFinding } from '../store/profile-document.ts';
import { distributionOf } from './feature-distribution.ts';
import { columnValues, type FeatureColumn, type ReferenceTable } from './reference-table.ts';

/** What the checks look at. Rows, files, hashes, clusters and scores belong together by index. */
export interface ValidationInput {
  table: ReferenceTable;
  files: readonly string[];
  contentHashes: readonly string[];
  clusters: readonly number[];
  clusterNames: readonly string[];
  styleScores: readonly number[];
  skipped: readonly { file: string; why: string }[];
}

/** Fewer than this and a band is mostly the prior. */
const FEW_TRACKS = 5;
/** From here on bands rest on the tracks alone (see `feature-distribution.ts`). */
const ENOUGH_TRACKS = 15;
/**
 * Two files of one track differ by less than half a just-noticeable difference in nearly every feature. Different songs
 * of one even style do so in up to two thirds (measured on rendered libraries).
 */
const DUPLICATE_JNDS = 0.5;
const DUPLICATE_SHARE = 0.8;
/** Features that must be comparable before two files are called the same. */
const DUPLICATE_FEATURES = 10;
/** A reference that is this little like the others is probably in the wrong folder. */
const OUTLIER_SCORE = 25;
/** The largest style holds so much of the library that "the library" mostly means that style. */
const DOMINANT_SHARE = 0.8;
/** A band holds 86 % of tracks to come when all is well; below this it does not describe the library. */
const LEAST_COVERAGE = 0.7;
const FOLDS = 5;

/** Everything a person should know before trusting a profile, worst first. Empty where there is nothing to say. */
export function validate(input: ValidationInput): ValidationFinding[] {
  const findings = [
    ...tooFewTracks(input),
    ...nearDuplicates(input),
    ...outliers(input),
    ...withoutVariance(input),
    ...clusterBalance(input),
    ...crossValidation(input),
    ...skippedFiles(input),
  ];
  const order = ['error', 'warning', 'info'];
  return findings.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function tooFewTracks({ files }: ValidationInput): ValidationFinding[] {
  const count = files.length;
  if (count >= ENOUGH_TRACKS) return [];
  const tracks = count === 1 ? 'one track' : `${count} tracks`;
  const sentence =
    count < FEW_TRACKS
      ? `With ${tracks} the ranges are mostly a guess; add references, ${ENOUGH_TRACKS} or more make them your own.`
      : `With ${tracks} the ranges are kept wide; ${ENOUGH_TRACKS} or more make them sharper.`;
  return [{ check: 'too-few-tracks', level: count < FEW_TRACKS ? 'warning' : 'info', sentence, files: [] }];
}

/** One finding for each group of tracks that are alike by links, so that ten exports of one track are one line. */
function nearDuplicates({ table, files, contentHashes }: ValidationInput): ValidationFinding[] {
  const groupOf = files.map((_, i) => i);
  const alikeWithin = Float64Array.from(table.columns, ({ feature }) => DUPLICATE_JNDS * feature.jnd);
  for (let i = 0; i < files.length; i++) {
    for (let j = i + 1; j < files.length; j++) {
      if (contentHashes[i] !== contentHashes[j] && !isNearDuplicate(table.rows[i], table.rows[j], alikeWithin))
        continue;
      const [kept, merged] = [groupOf[i], groupOf[j]];
      groupOf.forEach((group, k) => {
        if (group === merged) groupOf[k] = kept;
      });
    }
  }
  return [...new Set(groupOf)].flatMap((group): ValidationFinding[] => {
    const members = files.map((_, i) => i).filter((i) => groupOf[i] === group);
    if (members.length < 2) return [];
    const names = members.map((i) => path.basename(files[i]));
    const same = members.every((i) => contentHashes[i] === contentHashes[members[0]]);
    const how = same ? 'are the same file' : 'measure the same and are probably one track';
    const times = members.length === 2 ? 'twice' : `${members.length} times`;
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
    return [
      {
        check: 'near-duplicate',
        level: 'warning',
        sentence: `${list} ${how}, which counts ${times}; keep one of them.`,
        files: members.map((i) => files[i]),
      },
    ];
  });
}

/**
 * True when nearly all of the features that both have differ inaudibly. Decided as soon as too many differ for that,
 * which two different songs show within a fraction of the features.
 */
function isNearDuplicate(first: Float64Array, second: Float64Array, alikeWithin: Float64Array): boolean {
  let compared = 0;
  let alike = 0;
  const columns = alikeWithin.length;
  // If all that are left were alike: the share only rises by them.
  const mayBeAlike = (left: number): boolean => alike + left >= DUPLICATE_SHARE * (compared + left);
  for (let column = 0; column < columns; column++) {
    const apart = Math.abs(first[column] - second[column]);
    // One of the two lacks it.
    if (Number.isNaN(apart)) continue;
    compared++;
    if (apart < alikeWithin[column]) alike++;
    else if (!mayBeAlike(columns - column - 1)) return false;
  }
  return compared >= DUPLICATE_FEATURES && alike >= DUPLICATE_SHARE * compared;
}

function outliers({ files, styleScores }: ValidationInput): ValidationFinding[] {
  if (files.length < FEW_TRACKS) return [];
  return files.flatMap((file, i) =>
    styleScores[i] >= OUTLIER_SCORE
      ? []
      : [
          {
            check: 'outlier' as const,
            level: 'warning' as const,
            sentence: `${path.basename(file)} is unlike the rest (style score ${Math.round(styleScores[i])}); remove it if it got here by mistake.`,
            files: [file],
          },
        ],
  );
}

function withoutVariance({ table }: ValidationInput): ValidationFinding[] {
  if (table.rows.length < FEW_TRACKS) return [];
  const constant = table.columns.filter((_, column) => {
    const values = columnValues(table.rows, column);
    return values.every((value) => value === values[0]);
  });
  if (constant.length === 0) return [];
  const labels = [...new Set(constant.map(({ feature }) => feature.label))];
  return [
    {
      check: 'zero-variance',
      level: 'info',
      sentence: `The same in every track, so the smallest audible step stands in for its spread: ${shortList(labels)}.`,
      files: [],
    },
  ];
}

function clusterBalance({ clusters, clusterNames, files }: ValidationInput): ValidationFinding[] {
  if (clusterNames.length < 2) return [];
  const sizes = clusterNames.map((_, cluster) => clusters.filter((other) => other === cluster).length);
  const largest = sizes.indexOf(Math.max(...sizes));
  if (sizes[largest] < DOMINANT_SHARE * files.length) return [];
  return [
    {
      check: 'cluster-balance',
      level: 'info',
      sentence: `${sizes[largest]} of ${files.length} tracks are "${clusterNames[largest]}", so the library as a whole mostly means that style.`,
      files: [],
    },
  ];
}

/** Bands made from four fifths of the library, tried on the last fifth, five times round. */
function crossValidation({ table }: ValidationInput): ValidationFinding[] {
  if (table.rows.length < 2 * FOLDS) return [];
  let inside = 0;
  let tried = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const kept = table.rows.filter((_, i) => i % FOLDS !== fold);
    const heldOut = table.rows.filter((_, i) => i % FOLDS === fold);
    table.columns.forEach((column, c) => {
      const result = coverage(column, columnValues(kept, c), columnValues(heldOut, c));
      inside += result.inside;
      tried += result.tried;
    });
  }
  if (tried === 0) return [];
  const share = inside / tried;
  const percent = `${Math.round(100 * share)} %`;
  const sound = share >= LEAST_COVERAGE;
  const sentence = sound
    ? `The ranges hold: ${percent} of what was measured on tracks left out lies inside the ranges of the others (86 % is ideal).`
    : `The ranges do not hold: only ${percent} of what was measured on tracks left out lies inside the ranges of the others; the library is too mixed or too small.`;
  return [{ check: 'cross-validation', level: sound ? 'info' : 'warning', sentence, files: [] }];
}

function coverage(
  { feature, scope }: FeatureColumn,
  kept: Float64Array,
  heldOut: Float64Array,
): { inside: number; tried: number } {
  if (kept.length === 0) return { inside: 0, tried: 0 };
  const [low, high] = distributionOf(feature, scope, kept).band;
  return { inside: heldOut.filter((value) => value >= low && value <= high).length, tried: heldOut.length };
}

function skippedFiles({ skipped, files }: ValidationInput): ValidationFinding[] {
  if (skipped.length === 0) return [];
  const names = shortList(skipped.map(({ file }) => path.basename(file)));
  const count = skipped.length === 1 ? 'One file was' : `${skipped.length} files were`;
  return [
    {
      check: 'skipped-files',
      level: skipped.length > files.length ? 'warning' : 'info',
      sentence: `${count} skipped: ${names}.`,
      files: skipped.map(({ file }) => file),
    },
  ];
}

/** So many names fit in a sentence. */
const LISTED = 4;

function shortList(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
