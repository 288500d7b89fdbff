import type { Hertz } from '../dsp/units.ts';
import type { YardstickRow } from '../gap/yardstick.ts';
import { readDocumentIfThere } from '../store/json-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { reportDocument, type ReportCurve, type ReportDocument, type ReportStem } from '../store/report-document.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { VerificationDocument } from '../store/verification-document.ts';
import { measureGap, targetOfPlan, type MeasuredGap } from './measure-gap.ts';
import { findPlan, planFiles } from './plans.ts';
import type { Workshop } from './workshop.ts';

export interface ReportParts {
  before: MeasuredGap;
  after?: MeasuredGap;
  plan?: PlanDocument;
  verification?: VerificationDocument;
  stems?: readonly ReportStem[] | undefined;
  /** What each stem is of the mix. */
  parts?: ReportDocument['parts'] | undefined;
}

/** Puts together what the report page shows; the page only draws it. */
export function makeReport({ before, after, plan, verification, stems, parts }: ReportParts): ReportDocument {
  return {
    schema: 'coproducer.report/1',
    mix: before.gap.mix,
    before: before.gap,
    ...(after === undefined ? {} : { after: after.gap }),
    ...(plan === undefined ? {} : { plan }),
    ...(verification === undefined ? {} : { verification }),
    ...(stems === undefined ? {} : { stems: [...stems] }),
    ...(parts === undefined ? {} : { parts }),
    tone: curvesOf('tone.band.', before, after),
    width: curvesOf('stereo.width.', before, after),
    loudness: {
      hopSeconds: before.analysis.curves.loudness.hopSeconds,
      before: before.analysis.curves.loudness.shortTermLufs,
      ...(after === undefined ? {} : { after: after.analysis.curves.loudness.shortTermLufs }),
      sections: before.analysis.sections,
    },
  };
}

/** The report of a plan: as the last verification left it, else as the plan was made. */
export async function readReport(workshop: Workshop, planFile: string | undefined): Promise<ReportDocument> {
  const { plan } = await findPlan(workshop, planFile);
  const kept = await readDocumentIfThere(reportDocument, planFiles(workshop, plan.id).report);
  return (
    kept ??
    makeReport({
      before: await measureGap(workshop, { ...targetOfPlan(plan, plan.mix), contentHash: plan.mixHash }),
      plan,
    })
  );
}

/** One curve a scope: the yardstick's rows of this family in ascending frequency, with the values of the mix. */
function curvesOf(family: string, before: MeasuredGap, after: MeasuredGap | undefined): ReportCurve[] {
  const rows = before.yardstick.rows.filter(({ feature }) => feature.id.startsWith(family));
  const scopes = [...new Set(rows.map(({ scope }) => scope))];
  return scopes.flatMap((scope) => {
    const points = rows
      .filter((row) => row.scope === scope)
      .flatMap((row) => pointOf(row, Number(row.feature.id.slice(family.length)), before.analysis, after?.analysis))
      .sort((a, b) => a.centreHz - b.centreHz);
    return points.length === 0 ? [] : [{ scope, points }];
  });
}

function pointOf(
  row: YardstickRow,
  centreHz: Hertz,
  before: AnalysisDocument,
  after: AnalysisDocument | undefined,
): ReportCurve['points'] {
  const was = valueOf(before, row);
  const is = after === undefined ? undefined : valueOf(after, row);
  if (was === undefined) return [];
  return [
    {
      centreHz,
      low: row.band[0],
      high: row.band[1],
      median: row.median,
      before: was,
      ...(is === undefined ? {} : { after: is }),
    },
  ];
}

function valueOf({ features }: AnalysisDocument, { feature, scope }: YardstickRow): number | undefined {
  return features.find((measured) => measured.id === feature.id && measured.scope === scope)?.value;
}
