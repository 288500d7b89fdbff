import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { GapDocument } from '../store/gap-document.ts';
import type { HistoryDocument } from '../store/history-document.ts';
import { readDocument } from '../store/json-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { reportDocument, type ReportDocument } from '../store/report-document.ts';
import type { Workshop } from './workshop.ts';

type Bounce = HistoryDocument['bounces'][number];

/**
 * Every bounce of the song that a plan is for, as the reports of its plans tell: the song is what was bounced with
 * stems in the same folder. A report that cannot be read is passed over.
 */
export async function readHistory(workshop: Workshop, plan: PlanDocument): Promise<HistoryDocument> {
  const folder = stemFolder(plan);
  const reports = await readReports(workshop);
  const bounces = reports
    .filter(({ report }) => report.plan !== undefined && stemFolder(report.plan) === folder)
    .flatMap(({ report, writtenAt }) => bouncesOf(report, writtenAt))
    .sort((a, b) => a.at.localeCompare(b.at));
  return { schema: 'coproducer.history/1', bounces };
}

function stemFolder({ stems, mix }: PlanDocument): string {
  return path.dirname(stems[0]?.file ?? mix);
}

/** A report is written when its plan is made, and again when a bounce has verified it. */
interface WrittenReport {
  report: ReportDocument;
  writtenAt: string;
}

async function readReports({ home }: Workshop): Promise<WrittenReport[]> {
  const names = (await readdir(home.plans)).filter((name) => name.endsWith('.report.json'));
  const read = names.map(async (name) => {
    const file = path.join(home.plans, name);
    const report = await readDocument(reportDocument, file).catch(() => undefined);
    return report === undefined ? [] : [{ report, writtenAt: (await stat(file)).mtime.toISOString() }];
  });
  return (await Promise.all(read)).flat();
}

function bouncesOf({ plan, before, after, verification }: ReportDocument, writtenAt: string): Bounce[] {
  if (plan === undefined) return [];
  const bounce = (gap: GapDocument, at: string, what: Bounce['what']): Bounce => {
    const { mix, styleDelta, styleScore, tranceScore } = gap;
    const target = [gap.profile, gap.cluster].filter(Boolean).join(', ');
    return { at, mix, plan: plan.id, what, target, styleDelta, styleScore, tranceScore };
  };
  const planned = bounce(before, plan.createdAt, 'planned');
  if (after === undefined || verification === undefined) return [planned];
  return [planned, { ...bounce(after, writtenAt, 'verified'), promised: verification.styleDelta.predicted }];
}
