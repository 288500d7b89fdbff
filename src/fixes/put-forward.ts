import type { Normal } from '../dsp/units.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';

/**
 * Which fixes of a plan are put forward, and which are kept one click away as also possible. Those stay in the plan
 * with their reason, but nothing applies them, promises what they would do, or counts them as shown, until someone
 * asks.
 *
 * A fix is put forward where the expected value of showing it is not negative: with P its confidence, P(improves) ×
 * P(accepted), b the share it has in what the whole plan takes off the style delta, or explains of the mix where that
 * is more, since a fault may lie inside the references' bands, and c what a refused suggestion costs in the same
 * unit. What is explained is a square, the style delta is not: b goes by its root, so that a fault a third as large as
 * another is a third of it, and not a ninth,
 *
 *     P·b − (1 − P)·c ≥ 0.
 *
 * So before any answer it is the sure and the large ones; as answers come, more of what this producer takes rises
 * over the edge, and what is refused falls below it. The one of the greatest value always is, so that no plan that
 * knows a fix says nothing; but none is that is likely for nothing. A gap that no fix closes does not count: it makes
 * no fix less right.
 */
export function putForward(fixes: readonly Fix[]): Fix[] {
  const own = fixes.filter(({ advice, serving }) => !advice && serving !== true);
  const takenByAll = own.reduce((sum, { predicted }) => sum + Math.max(0, stepOf(predicted)), 0);
  const explainedByAll = own.reduce((sum, { predicted }) => sum + explainedRoot(predicted), 0);
  const values = new Map(own.map((fix) => [fix, valueOfShowing(fix, takenByAll, explainedByAll)] as const));
  const greatest = Math.max(...values.values());
  const edge = greatest === -Infinity ? 0 : Math.min(0, greatest);
  return fixes.map((fix) => ((values.get(fix) ?? Infinity) >= edge ? fix : { ...fix, aside: true }));
}

function valueOfShowing(
  { confidence, chances, predicted, evident = false }: Fix,
  takenByAll: number,
  explainedByAll: number,
): number {
  if (chances !== undefined && chances.improves < LEAST_IMPROVES) return -Infinity;
  const taken = takenByAll > 0 ? stepOf(predicted) / takenByAll : 0;
  const explained = explainedByAll > 0 ? explainedRoot(predicted) / explainedByAll : 0;
  const share = Math.max(taken, explained, evident ? EVIDENT_SHARE : 0);
  return confidence * share - (1 - confidence) * REFUSAL_COST;
}

function explainedRoot({ explained = 0 }: Fix['predicted']): number {
  return Math.sqrt(explained);
}

/**
 * What a refused suggestion costs, in shares of what the plan takes off: it was read and listened to for nothing, and
 * the next one is believed less. Of 217 first plans for simulated producers (`npm run bench:learning`, seeds from 1101)
 * 0.67 of 2.4 fixes are taken and 0.80 are right at a cost of 0.05; 0.67 and 0.81 with this, with 2 % of the right ones
 * one click away; 0.69 of 2.15 and 0.83 at 0.2, with 8 %; 0.72 of 1.7 and 0.86 at half of the plan's worth, with 25 %.
 * How far mixes stay from what is meant is the same up to 0.2 and more beyond: 0.432, 0.430, 0.425, 0.450. At 0.2 it is
 * fewest after 40 answers, too, but what was refused once was hardly asked again, so that the producer's own target was
 * never learned. If only right ones were shown 0.80 of the first would be taken and 0.81 later: the rest is noise, and
 * habits.
 */
const REFUSAL_COST: Normal = 0.1;
/** Three chances in four that it is for nothing: no suggestion may be that, however much it would take off. */
const LEAST_IMPROVES: Normal = 0.25;
/** What is broken in a stem is worth as much as a small fix, however little of it the style delta shows. */
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
