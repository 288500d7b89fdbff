import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { estimateMasterChain } from '../../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { planSteps } from '../../../src/fixes/plan-steps.ts';
import { suggestFixes, type SuggestRequest } from '../../../src/fixes/suggest-fixes.ts';
import { UNKNOWN_TASTE } from '../../../src/fixes/taste-view.ts';
import { measureGap } from '../../../src/gap/measure-gap.ts';
import { styleDeltaOf, type Yardstick } from '../../../src/gap/yardstick.ts';
import type { EmbeddedTrackSpec } from '../../../src/live/embedded-set-spec.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { renderSet } from '../../../src/live/render-set.ts';
import { applySteps } from '../../../src/live/transaction.ts';
import { featureKey, type AnalysisDocument, type Section } from '../../../src/store/analysis-document.ts';
import { planDocument, type Fix, type PlanDocument } from '../../../src/store/plan-document.ts';
import type { ReceiptDocument } from '../../../src/store/receipt-document.ts';
import { analysisOf, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';

/** One turn of the loop on the dance mix, with everything that only a render tells. */
export interface RenderedLoop {
  plan: PlanDocument;
  /** Fixes that are written. */
  fixes: Fix[];
  /** The set as the plan has left it, as it was before, and what takes the plan back. */
  set: EmbeddedSet;
  setBefore: unknown;
  receipt: ReceiptDocument;
  /** Each stem after the plan was applied. */
  stems: ReadonlyMap<string, StereoSignal>;
  before: ReadonlyMap<string, number>;
  /** The whole mix after the plan was applied in an embedded set, bounced and measured again. */
  after: ReadonlyMap<string, number>;
  deltaBefore: number;
  deltaAfter: number;
}

export interface RenderedLoopOptions extends Partial<
  Pick<SuggestRequest, 'amount' | 'defects' | 'lockedTracks' | 'routesSidechains' | 'taste'>
> {
  /** What stands between the sum of the stems and the bounce. */
  master?: (sum: StereoSignal) => StereoSignal;
  /** Where its sections are; those of the dance mix unless told. */
  sections?: readonly Section[];
  /** How sure the roles of the stems are. */
  roleConfidence?: number;
  /** Tracks that are not plain. */
  tracks?: readonly EmbeddedTrackSpec[];
}

export async function runRenderedLoop(
  stems: readonly DanceStem[],
  yardstick: Yardstick,
  { master = (sum) => sum, sections = SECTIONS, roleConfidence = 1, tracks = [], ...choices }: RenderedLoopOptions = {},
): Promise<RenderedLoop> {
  const bounce = master(sumOf(stems));
  const analysis = analysisOf(bounce, sections);
  const model = await measureMixModelOfSignals(stems, sections, { bounce });
  const set = await EmbeddedSet.create({
    name: 'Test',
    tempoBpm: 140,
    tracks: [
      ...stems.map(({ track }) => tracks.find(({ name }) => name === track) ?? { name: track }),
      ...tracks.filter(({ kind }) => kind === 'main'),
    ],
  });
  const plan = planDocument.parse(
    suggestFixes({
      analysis,
      gap: measureGap(analysis, yardstick, { tranceScore: 0.5 }),
      yardstick,
      model,
      masterChain: estimateMasterChain(model),
      snapshot: await set.snapshot(),
      stems: stems.map(({ track, role }) => ({
        ...{ file: `${track}.wav`, track, role, leftOut: '' },
        ...{ trackConfidence: 1, roleConfidence, roleFrom: 'name' as const },
      })),
      loudSection: await loudSectionOfSignals(
        stems.map(({ signal }) => signal),
        bounce,
        analysis,
      ),
      taste: UNKNOWN_TASTE,
      amount: 100,
      now: new Date(0),
      id: 'p1',
      ...choices,
    }),
  );
  const fixes = plan.fixes.filter(({ advice }) => !advice);
  const setBefore = set.document();
  const receipt = await applySteps(set, planSteps(plan), { plan: plan.id, save: () => Promise.resolve() });
  const sources = new Map(stems.map(({ track, signal }) => [track, signal] as const));
  const { mix, stems: rendered } = await renderSet(set, sources, { main: master });
  const [before, after] = [valuesOf(analysis), valuesOf(analysisOf(mix, sections))];
  return {
    ...{ plan, fixes, set, setBefore, receipt, stems: rendered, before, after },
    deltaBefore: styleDeltaOf(yardstick.rows, before),
    deltaAfter: styleDeltaOf(yardstick.rows, after),
  };
}

export function valuesOf({ features }: AnalysisDocument): Map<string, number> {
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}
