import { median } from '../../dsp/statistics.ts';
import type { Scope } from '../../store/analysis-document.ts';

/** How unlike each kind of section is, see `Objective.unlikeness`. */
export type Unlikeness = ReadonlyMap<Scope, number>;

/**
 * Kinds of section that differ from their references far more than the others do.
 *
 * @param unlikeness of the mix, after some moves
 * @param among the kinds that set the measure
 * @returns those beyond `MOST_UNLIKE` times the middle one among them; none where no kind sets it
 */
export function unlikeScopes(unlikeness: Unlikeness, among: Unlikeness = unlikeness): ReadonlySet<Scope> {
  if (among.size === 0) return new Set();
  const most = Math.max(LEAST_UNLIKE, MOST_UNLIKE * median([...among.values()]));
  return new Set([...unlikeness].flatMap(([scope, value]) => (value > most ? [scope] : [])));
}

/**
 * Kinds of section that are not the same in the mix as in its references. A fault is heard wherever its stem plays, so
 * that a kind which differs far more than the others do is another arrangement or was cut elsewhere, and what is made
 * to answer that is wrong for the song. Or it is where a stem plays alone that something is wrong with: then it comes
 * near once that is mended, while the others stay what they are without it.
 *
 * @param suspects kinds that stand out as the mix is, or once all moves are made
 * @param withAll how unlike all kinds are after the moves that were found by all of them
 * @param withoutSuspects the same after the moves that were found by the others alone
 */
export function foreignScopes(
  suspects: ReadonlySet<Scope>,
  withAll: Unlikeness,
  withoutSuspects: Unlikeness,
): ReadonlySet<Scope> {
  const others = new Map([...withoutSuspects].filter(([scope]) => !suspects.has(scope)));
  const nearest = new Map(
    [...suspects].map((scope) => [
      scope,
      Math.min(withAll.get(scope) ?? Infinity, withoutSuspects.get(scope) ?? Infinity),
    ]),
  );
  return unlikeScopes(nearest, others);
}

/**
 * Times what the middle kind of section differs by. In 38 plans for four songs this took moves away from songs with
 * nothing wrong, and no right one from the others.
 */
const MOST_UNLIKE = 2;
/** In scales: what differs by no more than the references do from each other is their own, however like the rest is. */
const LEAST_UNLIKE = 1;
