import type { FeatureRow } from '../analysis/feature-catalogue.ts';

/**
 * Tempo alone tells eight electronic styles apart two times in three, far more than any other single number, so it
 * counts as a group of its own instead of sharing one with the rest of the rhythm.
 */
const OWN_GROUP: readonly string[] = ['rhythm.tempo'];

/** The key a track is in, and how one stem hides another, are no part of a style. */
const NOT_STYLE: readonly string[] = ['harmony', 'masking'];

/**
 * Weight of each feature column when styles are compared: every group counts the same however many columns it has, and
 * its columns share equally, so forty tone bands do not outvote the loudness. The weights add up to 1; all 0 where no
 * column is about style.
 */
export function balancedWeights(columns: readonly { feature: FeatureRow }[]): number[] {
  const groups = columns.map(({ feature }) => styleGroupOf(feature));
  const sizes = new Map<string, number>();
  for (const group of groups) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return groups.map((group) => (group === undefined ? 0 : 1 / (sizes.size * (sizes.get(group) ?? 1))));
}

/** How many groups `balancedWeights` balances. */
export function styleGroups(columns: readonly { feature: FeatureRow }[]): number {
  const groups = new Set(columns.map(({ feature }) => styleGroupOf(feature)));
  groups.delete(undefined);
  return groups.size;
}

/** Whether tracks of one style are alike in a feature, more than tracks of several. */
export function marksStyle({ group, judged, marksStyle: isMark }: FeatureRow): boolean {
  return judged !== false && isMark !== false && !NOT_STYLE.includes(group);
}

function styleGroupOf(feature: FeatureRow): string | undefined {
  if (!marksStyle(feature)) return undefined;
  const { id, group } = feature;
  return OWN_GROUP.includes(id) ? id : group;
}
