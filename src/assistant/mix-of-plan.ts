import path from 'node:path';
import { estimateMasterChain, type MasterChain } from '../fixes/master-chain.ts';
import type { StemFile } from '../fixes/measure-mix-model.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { StemMapDocument } from '../store/stem-map-document.ts';
import { analyse } from './analyse.ts';
import { mapStems } from './stem-map.ts';
import { weighStems } from './weigh-stems.ts';
import type { Workshop } from './workshop.ts';

/** The sound that a plan was made from, and what stands between its stems and its bounce. */
export interface MixOfPlan {
  analysis: AnalysisDocument;
  map: StemMapDocument;
  /** The stems that are used, lined up with the mix. */
  stems: StemFile[];
  chain: MasterChain;
  bandCentreHz: readonly number[];
}

/**
 * Reads the mix of a plan and its stems again.
 *
 * @param folder of the stems; the one that the plan was made from if undefined
 * @throws Failure 'input' where they are gone or do not belong together
 */
export async function readMixOfPlan(workshop: Workshop, plan: PlanDocument, folder?: string): Promise<MixOfPlan> {
  const analysis = await analyse(workshop, plan.mix);
  const { map, used } = await mapStems(workshop, {
    folder: folder ?? path.dirname(plan.stems[0].file),
    mix: plan.mix,
    tracks: plan.stems.map(({ track }) => track),
    correctedMap: undefined,
  });
  const model = await weighStems(workshop, used, path.resolve(plan.mix), analysis);
  return { analysis, map, stems: used, chain: estimateMasterChain(model), bandCentreHz: model.bandCentreHz };
}
