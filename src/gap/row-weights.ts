import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import type { AnalysisDocument, Scope } from '../store/analysis-document.ts';
import { GROUP_WEIGHTS } from './group-weights.ts';

/**
 * A group of which little could be measured must not hang its whole weight on that little: no single feature weighs
 * more than a fiftieth, which is about one and a half third octaves of the tonal balance.
 */
const MOST_FEATURE_WEIGHT = 0.02;

/** A feature in a scope that both the mix and the target have. */
export interface SharedRow {
  feature: FeatureRow;
  scope: Scope;
}

/**
 * The rows that count and their weights, which add up to 1: judged ones only, groups by `GROUP_WEIGHTS` (those without
 * a row share theirs out), features equally within their group and none above `MOST_FEATURE_WEIGHT`, scopes of a
 * feature by the mix's own time in that kind of section. A feature's `whole` value counts only where no section of it
 * is shared, or the same sound would count twice.
 */
export function weighRows<T extends SharedRow>(
  shared: readonly T[],
  sections: AnalysisDocument['sections'],
): (T & { weight: number })[] {
  const seconds = secondsByKind(sections);
  const judged = shared.filter(({ feature }) => feature.judged !== false);
  const rows = [...groupBy(judged, ({ feature }) => feature.id).values()].flatMap((scopes) =>
    shareByTime(scopes, seconds),
  );
  const featuresIn = new Map<string, number>();
  for (const [, scopes] of groupBy(rows, ({ row }) => row.feature.id)) {
    const { group } = scopes[0].row.feature;
    featuresIn.set(group, (featuresIn.get(group) ?? 0) + 1);
  }
  const raw = rows.map(({ row: { feature }, share }) => {
    const own = GROUP_WEIGHTS[feature.group] / (featuresIn.get(feature.group) ?? 1);
    return share * Math.min(own, MOST_FEATURE_WEIGHT);
  });
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return [];
  return rows.map(({ row }, i) => ({ ...row, weight: raw[i] / total })).filter(({ weight }) => weight > 0);
}

function shareByTime<T extends SharedRow>(
  scopes: readonly T[],
  seconds: ReadonlyMap<Scope, number>,
): { row: T; share: number }[] {
  const timed = scopes.filter(({ scope }) => (seconds.get(scope) ?? 0) > 0);
  const total = timed.reduce((sum, { scope }) => sum + (seconds.get(scope) ?? 0), 0);
  if (total > 0) return timed.map((row) => ({ row, share: (seconds.get(row.scope) ?? 0) / total }));
  return scopes.filter(({ scope }) => scope === 'whole').map((row) => ({ row, share: 1 }));
}

function secondsByKind(sections: AnalysisDocument['sections']): Map<Scope, number> {
  const seconds = new Map<Scope, number>();
  for (const { kind, startSeconds, endSeconds } of sections) {
    seconds.set(kind, (seconds.get(kind) ?? 0) + Math.max(0, endSeconds - startSeconds));
  }
  return seconds;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
