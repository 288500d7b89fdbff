import { featureKey } from '../store/analysis-document.ts';
import type { ProfileDocument, ReferenceRow, StyleStatistics } from '../store/profile-document.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * How the references of one style, or of several, differ from their own style's median: see `Yardstick.variation`.
 *
 * A style of few references shows too little of how its tracks vary. Then those of the other styles are told beside it,
 * each against its own style's median: the pooled within-group variation of R. A. Fisher's discriminant (1936).
 *
 * @param styles of the profile: its library, or clusters of it
 */
export function styleVariation(
  profile: ProfileDocument,
  styles: readonly StyleStatistics[],
  rows: Yardstick['rows'],
): Pick<Yardstick, 'variation' | 'members' | 'pooledVariation'> {
  const own = variationWithin(profile, styles, rows);
  const others = profile.clusters.filter((style) => !styles.includes(style));
  const isSmall = own.members.length < ENOUGH_MEMBERS && !styles.includes(profile.library);
  if (!isSmall || others.length === 0) return own;
  return { ...own, pooledVariation: [...own.variation, ...variationWithin(profile, others, rows).variation] };
}

/** About as many as the groups of features that vary by themselves. */
const ENOUGH_MEMBERS = 12;

function variationWithin(
  profile: ProfileDocument,
  styles: readonly StyleStatistics[],
  rows: Yardstick['rows'],
): Pick<Yardstick, 'variation' | 'members'> {
  const column = new Map(profile.columns.map(({ id, scope }, i) => [featureKey(id, scope), i] as const));
  const members = styles.flatMap((style) => {
    const medians = new Map(style.features.map(({ id, scope, median }) => [featureKey(id, scope), median] as const));
    const axes = rows.map(({ feature, scope, scale }) => {
      const key = featureKey(feature.id, scope);
      return { column: column.get(key) ?? -1, median: medians.get(key), scale };
    });
    return membersOf(profile, style).map(({ file, vector }) => ({
      file,
      z: Float64Array.from(axes, ({ column: at, median, scale }) => {
        const value = vector[at] ?? null;
        return value === null || median === undefined ? 0 : (value - median) / scale;
      }),
    }));
  });
  return { variation: members.map(({ z }) => z), members: members.map(({ file }) => file) };
}

/** The references that a style's statistics were made from. */
function membersOf({ library, clusters, references }: ProfileDocument, style: StyleStatistics): ReferenceRow[] {
  if (style === library) return references;
  return references.filter(({ cluster }) => clusters[cluster] === style);
}
