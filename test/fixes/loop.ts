import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { estimateMasterChain } from '../../src/fixes/master-chain.ts';
import { suggestFixes, type SuggestRequest } from '../../src/fixes/suggest-fixes.ts';
import { UNKNOWN_TASTE } from '../../src/fixes/taste-view.ts';
import { styleDeltaOf, type Yardstick } from '../../src/gap/yardstick.ts';
import { measureGap } from '../../src/gap/measure-gap.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { renderSet } from '../../src/live/render-set.ts';
import { applySteps } from '../../src/live/transaction.ts';
import { featureKey, type AnalysisDocument } from '../../src/store/analysis-document.ts';
import { planDocument, type PlanDocument } from '../../src/store/plan-document.ts';
import { analysisOf, SECTIONS, sumOf, type TestStem } from './synthetic-mix.ts';

/**
 * One turn of the product's loop on synthetic stems: measure, suggest, apply in an embedded set, render, measure again.
 */
export interface LoopResult {
  plan: PlanDocument;
  before: AnalysisDocument;
  after: AnalysisDocument;
  /** Style deltas as measured on the audio. */
  deltaBefore: number;
  deltaAfter: number;
}

export interface LoopOptions extends Partial<
  Pick<SuggestRequest, 'amount' | 'defects' | 'lockedTracks' | 'only' | 'taste'>
> {
  /** What stands between the sum of the stems and the bounce. */
  master?: (sum: StereoSignal) => StereoSignal;
}

export async function runLoop(
  stems: readonly TestStem[],
  yardstick: Yardstick,
  options: LoopOptions = {},
): Promise<LoopResult> {
  const { master = (sum) => sum, ...choices } = options;
  const bounce = master(sumOf(stems));
  const before = analysisOf(bounce);
  const plan = planDocument.parse(await suggest(stems, bounce, before, yardstick, choices));
  const set = await embeddedSetOf(stems);
  const steps = plan.fixes.flatMap(({ id, track, device, insert, changes }) =>
    changes.map(({ parameter, to, unit }) => ({ fix: id, track, device, insert, parameter, to, unit })),
  );
  await applySteps(set, steps, { plan: plan.id, save: () => Promise.resolve() });
  const { mix } = await renderSet(set, new Map(stems.map(({ track, signal }) => [track, signal] as const)), {
    main: master,
  });
  await set.close();
  const after = analysisOf(mix);
  return { plan, before, after, deltaBefore: deltaOf(before, yardstick), deltaAfter: deltaOf(after, yardstick) };
}

export async function suggest(
  stems: readonly TestStem[],
  bounce: StereoSignal,
  analysis: AnalysisDocument,
  yardstick: Yardstick,
  choices: LoopOptions = {},
): Promise<PlanDocument> {
  const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
  const set = await embeddedSetOf(stems);
  return suggestFixes({
    analysis,
    gap: measureGap(analysis, yardstick, { tranceScore: 0.5 }),
    yardstick,
    model,
    masterChain: estimateMasterChain(model),
    snapshot: await set.snapshot(),
    stems: stems.map(({ track, role }) => ({
      file: `${track}.wav`,
      track,
      trackConfidence: 1,
      role,
      roleConfidence: 1,
      roleFrom: 'name',
      leftOut: '',
    })),
    taste: UNKNOWN_TASTE,
    amount: 100,
    now: new Date(0),
    id: 'p1',
    ...choices,
  });
}

export function embeddedSetOf(stems: readonly TestStem[]): Promise<EmbeddedSet> {
  return EmbeddedSet.create({ name: 'Test', tempoBpm: 120, tracks: stems.map(({ track }) => ({ name: track })) });
}

export function valuesOf(analysis: AnalysisDocument): Map<string, number> {
  return new Map(analysis.features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}

function deltaOf(analysis: AnalysisDocument, yardstick: Yardstick): number {
  return styleDeltaOf(yardstick.rows, valuesOf(analysis));
}
