import { styleDeltaOf, type YardstickRow } from '../gap/yardstick.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';

/** What a plan was measured and judged by. */
export interface DonePartGround {
  /** The mix that the plan was made from, by `featureKey`. */
  values: ReadonlyMap<string, number>;
  rows: readonly YardstickRow[];
}

/**
 * A plan as if it had been made of what was done of it: a bounce after two of five fixes owes what those two promised.
 *
 * What is left out is taken off the promise of the whole plan, fix by fix as each adds to those before it. That is
 * exact where all or the first of them were done; where one was left out in the middle, what those after it add to a
 * mix without it is taken for the same. What only a render of the whole plan has shown belongs to all fixes alike.
 *
 * @param amounts by id: how much of a fix was done, 1 is all; one that is not in it was not done
 */
export function donePart(
  plan: PlanDocument,
  amounts: ReadonlyMap<string, number>,
  { values, rows }: DonePartGround,
): PlanDocument {
  const doneOf = ({ id, advice }: Fix): number => (advice ? 1 : (amounts.get(id) ?? 0));
  if (plan.fixes.every((fix) => doneOf(fix) === 1)) return plan;
  const fixes = plan.fixes.filter(({ advice }) => !advice);
  const doneShare = fixes.reduce((sum, fix) => sum + doneOf(fix), 0) / fixes.length;
  const predicted = plan.predicted.map((promise) => {
    const key = featureKey(promise.feature, promise.scope);
    const moved = (share: (fix: Fix) => number): number =>
      fixes.reduce((sum, fix) => sum + share(fix) * moveOf(fix, key), 0);
    const ofAll = promise.after - promise.before - moved(() => 1);
    return { ...promise, after: promise.before + moved(doneOf) + doneShare * ofAll };
  });
  const deltaOf = (promises: PlanDocument['predicted']): number =>
    styleDeltaOf(
      rows,
      new Map([
        ...values,
        ...promises.map(({ feature, scope, after }) => [featureKey(feature, scope), after] as const),
      ]),
    );
  const { before, predicted: whole } = plan.styleDelta;
  return {
    ...plan,
    predicted,
    styleDelta: { before, predicted: Math.max(0, whole + deltaOf(predicted) - deltaOf(plan.predicted)) },
    fixes: plan.fixes.filter((fix) => doneOf(fix) !== 0).map((fix) => withAmount(fix, doneOf(fix))),
  };
}

/** What a fix adds to a feature; plans of before this was kept tell it of the features that a fix moves most. */
function moveOf({ predicted: { moves, features } }: Fix, key: string): number {
  if (moves !== undefined) return moves[key] ?? 0;
  const own = features.find(({ feature, scope }) => featureKey(feature, scope) === key);
  return own === undefined ? 0 : own.after - own.before;
}

function withAmount(fix: Fix, amount: number): Fix {
  const features = fix.predicted.features.map((moved) => ({
    ...moved,
    after: moved.before + amount * (moved.after - moved.before),
  }));
  return { ...fix, predicted: { ...fix.predicted, features } };
}
