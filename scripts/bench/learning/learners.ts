import type { Normal } from '../../../src/dsp/units.ts';
import { UNKNOWN_TASTE, type ConsideredFix, type TasteView } from '../../../src/fixes/taste-view.ts';
import { Taste } from '../../../src/learning/taste.ts';
import type { TasteEvent } from '../../../src/learning/taste-event.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import { chanceOf, type HiddenTaste, type PutFix } from './simulated-producer.ts';

/**
 * How the plans of a run are made: from what was learned, from the share of accepted fixes alone, from nothing, or by
 * one who knows the producer's hidden habits and targets. The last is the ceiling of this rule of planning.
 */
export type Learner = 'taste' | 'global rate' | 'none' | 'knows all';

/** All features lie in one kind of section. */
export const SCOPE = 'drop';

/** What a plan reads of the producer. */
export interface PlannerView {
  /** P(accepted) as the solver asks for it: of such a change on such a stem, whatever it is for. */
  liking(fix: ConsideredFix & PutFix): Normal;
  /** P(accepted) as it is shown with the fix. */
  stated(fix: ConsideredFix & PutFix): Normal;
  /** How the band of a feature is moved. */
  refinement(feature: string): { shift: number; widen: number };
  choose: TasteView['choose'];
}

export function plannerView(learner: Learner, producer: HiddenTaste, events: readonly TasteEvent[]): PlannerView {
  if (learner === 'knows all') {
    const chance = (fix: PutFix): Normal => chanceOf(producer, fix);
    const refinement = (feature: string) => ({ shift: producer.offset(feature), widen: 0 });
    return { liking: chance, stated: chance, refinement, choose: (options) => UNKNOWN_TASTE.choose(options) };
  }
  const view = tasteOf(learner, events);
  const refinements = view instanceof Taste ? view.refinements('mine') : undefined;
  return {
    liking: ({ kind, role, relativeSize, benefit, risk }) =>
      view.acceptance({ kind, role, relativeSize, benefit, risk }).value,
    stated: (fix) =>
      view.acceptance({ ...fix, aim: { key: featureKey(fix.feature, SCOPE), from: fix.before, to: fix.after } }).value,
    refinement: (feature) => refinements?.get(featureKey(feature, SCOPE)) ?? { shift: 0, widen: 0 },
    choose: (options) => view.choose(options),
  };
}

function tasteOf(learner: Exclude<Learner, 'knows all'>, events: readonly TasteEvent[]): TasteView {
  if (learner === 'taste') return new Taste(events, 'mine');
  if (learner === 'none') return UNKNOWN_TASTE;
  const taken = events.filter(({ what }) => what === 'accept' || what === 'change').length;
  const skipped = events.filter(({ what }) => what === 'skip').length;
  const rate = (taken + 3) / (taken + skipped + 4);
  return { ...UNKNOWN_TASTE, acceptance: () => ({ value: rate, because: '' }) };
}
