import { stepOf } from '../fixes/put-forward.ts';
import type { TasteView } from '../fixes/taste-view.ts';
import { severityOf, type Yardstick, type YardstickRow } from '../gap/yardstick.ts';
import type { ShownFix, TasteEvent } from '../learning/taste-event.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';
import { eventLogOf, recordAfterwards, type NewEvent } from './record-events.ts';
import type { Workshop } from './workshop.ts';

/** What every event of a fix says of it. */
export type AboutFix = Pick<
  Extract<TasteEvent, { fix: string }>,
  'plan' | 'fix' | 'profile' | 'profileVersion' | 'about'
>;

/** What a plan was made with; without it nothing is learned about targets, and sizes are taken to be as computed. */
export interface PlannedWith {
  yardstick: Yardstick;
  taste: Pick<TasteView, 'sizeFactor'>;
}

/** A fix of a plan in the terms that are learned from. */
function aboutFix(plan: PlanDocument, fix: Fix, planned?: PlannedWith): AboutFix {
  const { profile, profileVersion = '' } = plan.target;
  return { plan: plan.id, fix: fix.id, profile, profileVersion, about: shownFix(plan, fix, planned) };
}

/** The record of a plan that was made: one event for each fix that could be written. */
export function shownEvents(plan: PlanDocument, planned?: PlannedWith): NewEvent[] {
  return plan.fixes
    .filter(({ advice }) => !advice)
    .map((fix) => ({ what: fix.aside === true ? 'aside' : 'shown', ...aboutFix(plan, fix, planned) }));
}

/** Records that fixes which were kept aside have been looked at: from now on they count as shown. */
export async function recordLookedAt(workshop: Workshop, plan: PlanDocument, fixes: readonly Fix[]): Promise<void> {
  const asides = fixes.filter(({ aside }) => aside === true);
  if (asides.length === 0) return;
  const { events } = await eventLogOf(workshop).read();
  const isShown = ({ id }: Fix): boolean =>
    events.some((event) => event.what === 'shown' && event.plan === plan.id && event.fix === id);
  await recordAfterwards(
    workshop,
    asides.filter((fix) => !isShown(fix)).map((fix) => ({ what: 'shown', ...rememberedFix(events, plan, fix) })),
  );
}

/**
 * Records a plan that was shown on another machine, or before anything was recorded, so that its answers have a ground.
 */
export async function recordUnknownPlan(workshop: Workshop, plan: PlanDocument): Promise<void> {
  const { events } = await eventLogOf(workshop).read();
  if (events.some((event) => 'plan' in event && event.plan === plan.id)) return;
  await recordAfterwards(workshop, shownEvents(plan));
}

/** What the log knows of a fix, else what its plan says of it. */
export function rememberedFix(events: readonly TasteEvent[], plan: PlanDocument, fix: Fix): AboutFix {
  return loggedFix(events, plan.id, fix.id) ?? aboutFix(plan, fix);
}

/** What the log knows of a fix; `undefined` where its plan was shown on another machine. */
export function loggedFix(events: readonly TasteEvent[], planId: string, fixId: string): AboutFix | undefined {
  for (const event of events) {
    if (!('fix' in event) || event.plan !== planId || event.fix !== fixId) continue;
    const { plan, fix, profile, profileVersion, about } = event;
    return { plan, fix, profile, profileVersion, about };
  }
  return undefined;
}

function shownFix(plan: PlanDocument, fix: Fix, planned: PlannedWith | undefined): ShownFix {
  const size = fix.size ?? { value: sizeOf(fix), relative: 1 };
  const role = plan.stems.find(({ track }) => track === fix.track)?.role ?? 'unknown';
  const sizeFactor = planned?.taste.sizeFactor(fix.kind, role).value ?? 1;
  const rows = new Map(planned?.yardstick.rows.map((row) => [featureKey(row.feature.id, row.scope), row]));
  const features = fix.predicted.features.flatMap(({ feature, scope, before, after }) => {
    const row = rows.get(featureKey(feature, scope));
    return row === undefined
      ? []
      : [
          {
            feature,
            scope,
            before,
            after,
            scale: row.scale,
            distance: distanceOf(row, before),
            share: reliefOf(row, before, after),
          },
        ];
  });
  const relief = features.reduce((sum, { share }) => sum + share, 0);
  return {
    kind: fix.kind,
    role,
    model: fix.model ?? '',
    size: size.value,
    relativeSize: size.relative,
    ...(sizeFactor !== 1 && { sizeFactor }),
    benefit: plan.styleDelta.before === 0 ? 0 : stepOf(fix.predicted) / plan.styleDelta.before,
    risk: fix.risk,
    improves: fix.chances?.improves ?? fix.confidence,
    accepted: fix.chances?.accepted ?? 1,
    ...(fix.chances !== undefined && { confidence: fix.confidence }),
    ...(fix.chances?.stated !== undefined && { stated: fix.chances.stated }),
    propensity: fix.propensity ?? 1,
    features: relief <= 0 ? [] : features.map((one) => ({ ...one, share: one.share / relief })),
  };
}

/** Distance from the references' own median, as it was before any answer moved it, in the row's scale. */
export function distanceOf(row: YardstickRow, value: number): number {
  return (value - row.median) / row.scale + (row.refinement?.shift ?? 0);
}

function reliefOf(row: YardstickRow, before: number, after: number): number {
  return Math.max(0, row.weight * (severityOf(row, before) ** 2 - severityOf(row, after) ** 2));
}

/**
 * How big a fix of a plan is that does not say so: the change of its main parameter, the first in decibels, else the
 * first number. A fix of choices only (a switch) has size 1.
 */
function sizeOf({ changes }: Fix): number {
  const numbers = changes.filter(({ to }) => typeof to === 'number');
  const main = numbers.find(({ unit }) => unit === 'dB') ?? numbers[0];
  if (main === undefined || typeof main.to !== 'number') return 1;
  return main.to - (typeof main.from === 'number' && Number.isFinite(main.from) ? main.from : 0);
}
