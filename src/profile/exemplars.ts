import { squaredDistance, type Point } from './k-means.ts';

/** So many tracks stand for a style. */
const EXEMPLARS = 3;

/**
 * The members that stand for a style: those with the smallest mean distance to all members (medoids), the best first,
 * at most three.
 *
 * @param points of all references; @param members indices into `points`.
 */
export function exemplarsOf(points: readonly Point[], members: readonly number[]): number[] {
  const cost = (member: number): number =>
    members.reduce((sum, other) => sum + Math.sqrt(squaredDistance(points[member], points[other])), 0);
  return members
    .map((member) => ({ member, cost: cost(member) }))
    .sort((a, b) => a.cost - b.cost || a.member - b.member)
    .slice(0, EXEMPLARS)
    .map(({ member }) => member);
}
