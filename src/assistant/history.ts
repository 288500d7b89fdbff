import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { GapDocument } from '../store/gap-document.ts';
import type { HistoryDocument } from '../store/history-document.ts';
import { readDocument } from '../store/json-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { reportDocument, type ReportDocument } from '../store/report-document.ts';
import { eventLogOf } from './record-events.ts';
import type { Workshop } from './workshop.ts';

type Bounce = HistoryDocument['bounces'][number];

/**
 * Every bounce of the song that a plan is for, as the reports of its plans tell: the song is what was bounced with stems
 * in the same folder. A report that cannot be read is passed over.
 */
export async function readHistory(workshop: Workshop, plan: PlanDocument): Promise<HistoryDocument> {
  const folder = stemFolder(plan);
  const verifiedAt = await verificationTimes(workshop);
  const reports = await readReports(workshop);
  const bounces = reports
    .filter((report) => report.plan !== undefined && stemFolder(report.plan) === folder)
    .flatMap((report) => bouncesOf(report, verifiedAt))
    .sort((a, b) => a.at.localeCompare(b.at));
  return { schema: 'coproducer.history/1', bounces };
}

function stemFolder({ stems, mix }: PlanDocument): string {
  return path.dirname(stems[0]?.file ?? mix);
}

/** When each plan's bounce was last measured. */
async function verificationTimes(workshop: Workshop): Promise<Map<string, string>> {
  const { events } = await eventLogOf(workshop).read();
  return new Map(events.flatMap((event) => (event.what === 'rebounced' ? [[event.plan, event.at] as const] : [])));
}

async function readReports({ home }: Workshop): Promise<ReportDocument[]> {
  const names = (await readdir(home.plans)).filter((name) => name.endsWith('.report.json'));
  const read = names.map(async (name) => {
    const report = await readDocument(reportDocument, path.join(home.plans, name)).catch(() => undefined);
    return report === undefined ? [] : [report];
  });
  return (await Promise.all(read)).flat();
}

function bouncesOf({ plan, before, after, verification }: ReportDocument, verifiedAt: Map<string, string>): Bounce[] {
  if (plan === undefined) return [];
  const bounce = (gap: GapDocument, at: string, what: Bounce['what']): Bounce => {
    const { mix, styleDelta, styleScore, tranceScore } = gap;
    const target = [gap.profile, gap.cluster].filter(Boolean).join(', ');
    return { at, mix, plan: plan.id, what, target, styleDelta, styleScore, tranceScore };
  };
  const planned = bounce(before, plan.createdAt, 'planned');
  const at = verifiedAt.get(plan.id);
  if (after === undefined || verification === undefined || at === undefined) return [planned];
  return [planned, { ...bounce(after, at, 'verified'), promised: verification.styleDelta.predicted }];
}
