import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocument, readDocumentIfThere } from '../store/json-document.ts';
import { planDocument, type PlanDocument } from '../store/plan-document.ts';
import { receiptDocument, type ReceiptDocument } from '../store/receipt-document.ts';
import type { ReportDocument } from '../store/report-document.ts';
import { eventLogOf } from './record-events.ts';
import { readReport } from './report.ts';
import type { Workshop } from './workshop.ts';

export type FixState = 'open' | 'applied' | 'skipped' | 'undone' | 'verified';

/** A plan with all that has become of it, read from what is on disk: no program needs to have lived through it. */
export interface PlanState {
  plan: PlanDocument;
  planFile: string;
  report: ReportDocument;
  states: ReadonlyMap<string, FixState>;
  /** Files of the receipts that stand in the set, oldest first. */
  applied: readonly { file: string; receipt: ReceiptDocument }[];
}

/** @returns undefined where the plan's file is gone. */
export async function readPlanState(workshop: Workshop, planFile: string): Promise<PlanState | undefined> {
  const plan = await readDocumentIfThere(planDocument, planFile);
  if (plan === undefined) return undefined;
  const report = await readReport(workshop, planFile);
  const receipts = await receiptsOf(workshop, plan.id);
  const states = new Map<string, FixState>(plan.fixes.map(({ id }) => [id, 'open']));
  const { events } = await eventLogOf(workshop).read();
  const skippedAt = new Map<string, string>();
  for (const event of events) {
    if (event.what !== 'skip' || event.plan !== plan.id) continue;
    states.set(event.fix, 'skipped');
    skippedAt.set(event.fix, event.at);
  }
  for (const { receipt } of receipts) {
    const state = stateAfter(receipt);
    for (const { fix } of receipt.writes) {
      // What was taken back and then skipped is skipped.
      const isSkipped = state === 'undone' && (skippedAt.get(fix) ?? '') > receipt.createdAt;
      if (state !== undefined) states.set(fix, isSkipped ? 'skipped' : state);
    }
  }
  for (const { id } of report.verification?.fixes ?? []) {
    if (states.get(id) === 'applied') states.set(id, 'verified');
  }
  const applied = receipts.filter(({ receipt }) => stateAfter(receipt) === 'applied');
  return { plan, planFile, report, states, applied };
}

/** What a receipt leaves of its fixes; undefined where it never came to anything. */
function stateAfter({ state }: ReceiptDocument): FixState | undefined {
  if (state === 'applied' || state === 'open') return 'applied';
  return state === 'undone' || state === 'partly-undone' ? 'undone' : undefined;
}

/** Oldest first. */
async function receiptsOf({ home }: Workshop, planId: string): Promise<{ file: string; receipt: ReceiptDocument }[]> {
  const names = (await readdir(home.receipts)).filter((name) => name.endsWith('.json'));
  const all = await Promise.all(
    names.map(async (name) => {
      const file = join(home.receipts, name);
      // One that cannot be read is another command's to tell of.
      const receipt = await readDocument(receiptDocument, file).catch(() => undefined);
      return receipt?.plan === planId ? [{ file, receipt }] : [];
    }),
  );
  return all.flat().sort((a, b) => a.receipt.createdAt.localeCompare(b.receipt.createdAt));
}
