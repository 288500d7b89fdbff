import type { Normal } from '../dsp/units.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';

/**
 * Which fixes of a plan are put forward, and which are kept one click away as also possible. Those stay in the plan
 * with their reason, but nothing applies them, promises what they would do, or counts them as shown, until someone
 * asks.
 *
 * A fix is put forward where the expected value of showing it is not negative: with P its confidence, P(improves) ×
 * P(accepted), b the share of the style delta that it takes off, and c what a refused suggestion costs in the same
 * unit,
 *
 *     P·b − (1 − P)·c ≥ 0.
 *
 * So before any answer it is the sure and the large ones; as answers come, more of what this producer takes rises over
 * the edge, and what is refused falls below it. The one of the greatest value always is, so that no plan that knows a
 * fix says nothing.
 *
 * @param styleDelta before the plan
 */
export function putForward(fixes: readonly Fix[], styleDelta: number): Fix[] {
  const values = fixes.map((fix) => (fix.advice ? Infinity : valueOfShowing(fix, styleDelta)));
  const best = Math.max(...values.filter(Number.isFinite));
  return fixes.map((fix, i) => (values[i] >= Math.min(0, best) ? fix : { ...fix, aside: true }));
}

function valueOfShowing({ confidence, predicted, evident = false }: Fix, styleDelta: number): number {
  const taken = styleDelta > 0 ? stepOf(predicted) / styleDelta : 0;
  const share = evident ? Math.max(taken, EVIDENT_SHARE) : taken;
  return confidence * share - (1 - confidence) * REFUSAL_COST;
}

/**
 * What a refused suggestion costs, in shares of the style delta: it was read and listened to for nothing, and the next
 * one is believed less. As much as a typical fix brings; under it four of five of what is put forward were taken by
 * simulated producers before their first answer (`npm run bench:learning`).
 */
const REFUSAL_COST: Normal = 0.2;
/** What is broken in a stem is worth as much as a typical fix, however little of it the style delta shows. */
const EVIDENT_SHARE: Normal = 0.1;

/** What a fix takes off the style delta after those before it. */
export function stepOf({ step, benefit }: Fix['predicted']): number {
  return step ?? benefit;
}

/** What is put forward, advice among it, and what is kept aside, each in the order of the plan. */
export function partedFixes(fixes: readonly Fix[]): { forward: Fix[]; aside: Fix[] } {
  return { forward: fixes.filter(({ aside }) => aside !== true), aside: fixes.filter(({ aside }) => aside === true) };
}

/** Fixes as they stand: what was kept aside and done all the same is aside no more. */
export function standingFixes(fixes: readonly Fix[], isDone: (fix: Fix) => boolean): Fix[] {
  return fixes.map((fix) => (fix.aside === true && isDone(fix) ? { ...fix, aside: undefined } : fix));
}

/** The style delta that the fixes which are put forward leave: what the others would take off stays. */
export function promisedDelta({ styleDelta, fixes }: Pick<PlanDocument, 'styleDelta' | 'fixes'>): number {
  const kept = partedFixes(fixes).aside.reduce((sum, { predicted }) => sum + stepOf(predicted), 0);
  return Math.min(styleDelta.before, styleDelta.predicted + kept);
}
