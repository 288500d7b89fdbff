import type { MasterChain } from '../fixes/master-chain.ts';
import type { MixModel } from '../fixes/mix-model.ts';
import { stemShares } from '../fixes/stem-shares.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import type { ReportStem } from '../store/report-document.ts';
import type { StemMapping } from '../store/stem-map-document.ts';

/** More columns than this nobody compares. */
const MOST_GAPS = 8;

/** Every stem that is used, with its level and its part in the worst gaps. */
export function reportStems(
  model: MixModel,
  analysis: AnalysisDocument,
  chain: MasterChain,
  stems: readonly StemMapping[],
  { gaps }: GapDocument,
): ReportStem[] {
  const worst = gaps.slice(0, MOST_GAPS);
  const shares = stemShares(model, analysis, chain, stems, worst);
  return stems.flatMap(({ file, track, role, leftOut }) => {
    const own = leftOut === '' ? shares.find((of) => of.track === track) : undefined;
    if (own === undefined) return [];
    return [
      {
        ...{ file, track, role },
        ...(Number.isFinite(own.levelDb) && { levelDb: own.levelDb }),
        gaps: worst.map(({ feature, scope }, i) => ({ feature, scope, ...own.gaps[i] })),
      },
    ];
  });
}
