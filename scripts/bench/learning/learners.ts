import { UNKNOWN_TASTE, type TasteView } from '../../../src/fixes/taste-view.ts';
import type { TargetRefinement } from '../../../src/gap/refine-yardstick.ts';
import type { Yardstick } from '../../../src/gap/yardstick.ts';
import { Taste } from '../../../src/learning/taste.ts';
import type { TasteEvent } from '../../../src/learning/taste-event.ts';
import { featureKey, featureValues } from '../../../src/store/analysis-document.ts';
import { chanceOf, type HiddenTaste } from './simulated-producer.ts';
import { analysisOf, AS_WRITTEN, SONG_STEMS } from './song-model.ts';

/**
 * How the plans of a run are made: from what was learned, from the share of accepted fixes alone, from nothing, or by
 * one who knows the producer's hidden habits and targets. The last is the ceiling of this planner.
 */
export type Learner = 'taste' | 'global rate' | 'none' | 'knows all';

/** Whether plans depend on what was answered before. */
export function heedsAnswers(learner: Learner): boolean {
  return learner === 'taste' || learner === 'global rate';
}

export interface View {
  taste: TasteView;
  refinements: ReadonlyMap<string, TargetRefinement>;
}

const NONE: ReadonlyMap<string, TargetRefinement> = new Map();

export function viewOf(
  learner: Learner,
  producer: HiddenTaste,
  yardstick: Yardstick,
  events: readonly TasteEvent[],
): View {
  if (learner === 'taste') {
    const taste = new Taste(events, yardstick.profile);
    return { taste, refinements: taste.refinements(yardstick.profile) };
  }
  if (learner === 'none') return { taste: UNKNOWN_TASTE, refinements: NONE };
  if (learner === 'global rate') {
    const taken = events.filter(({ what }) => what === 'accept' || what === 'change').length;
    const skipped = events.filter(({ what }) => what === 'skip').length;
    const rate = (taken + 4) / (taken + skipped + 5);
    return { taste: { ...UNKNOWN_TASTE, acceptance: () => ({ value: rate, because: '' }) }, refinements: NONE };
  }
  const taste: TasteView = {
    ...UNKNOWN_TASTE,
    acceptance: (fix) => ({ value: chanceOf(producer, { ...fix, suits: true }), because: '' }),
  };
  const offsets = hiddenOffsets(producer, yardstick);
  return { taste, refinements: new Map([...offsets].map(([key, shift]) => [key, { shift, widen: 0, because: '' }])) };
}

/**
 * By how many spreads the producer's own target of each feature lies beside the references'; what one of them lacks,
 * such as the width of a band in which nothing is heard, has none.
 */
export function hiddenOffsets(producer: HiddenTaste, { rows }: Yardstick): Map<string, number> {
  const own = featureValues(analysisOf(producer.own, 'own'));
  const written = featureValues(
    analysisOf(
      SONG_STEMS.map(() => AS_WRITTEN),
      'written',
    ),
  );
  return new Map(
    rows.flatMap(({ feature, scope, scale }) => {
      const key = featureKey(feature.id, scope);
      const offset = ((own.get(key) ?? NaN) - (written.get(key) ?? NaN)) / scale;
      return Number.isFinite(offset) ? [[key, offset] as const] : [];
    }),
  );
}
