import { join } from 'node:path';
import { planSteps } from '../fixes/plan-steps.ts';
import { promisedDelta } from '../fixes/put-forward.ts';
import { LEAST_AMOUNT, MOST_AMOUNT, scaledFix } from '../fixes/scaled-fix.ts';
import type { LiveSet } from '../live/live-set.ts';
import { inputInWords } from '../live/sidechain-input.ts';
import { applySteps, type PlanStep } from '../live/transaction.ts';
import { Failure } from '../store/failure.ts';
import { writeDocument } from '../store/json-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { receiptDocument, type ReceiptDocument } from '../store/receipt-document.ts';
import { openSet } from './open-set.ts';
import { findPlan, planFiles } from './plans.ts';
import { eventLogOf, recordAfterwards } from './record-events.ts';
import { recordUnknownPlan, rememberedFix } from './shown-fix.ts';
import { changingSet } from './unfinished.ts';
import type { Workshop } from './workshop.ts';

export interface ApplyRequest {
  plan: string;
  /** `live`, `osc`, or a file; the set that the plan was made for if undefined. */
  set: string | undefined;
  /** Ids of fixes; all that are put forward if undefined. */
  only: readonly string[] | undefined;
  /** Those that are only also possible, too, where `only` is undefined. */
  all?: boolean;
  dryRun: boolean;
  /** By id: how much of a fix, 1 is all of it; see `scaledFix`. */
  amounts?: ReadonlyMap<string, number>;
  /** Write parameters that automation moves, which overrides it; refused unless told. */
  overrideAutomation?: boolean;
}

export type ApplyResult =
  { plan: PlanDocument; receipt: undefined } | { plan: PlanDocument; receipt: ReceiptDocument; receiptFile: string };

/**
 * Carries the fixes of a plan out in a set, all of them or none. The receipt is on disk before the first write.
 *
 * @throws Failure 'refused' where a write failed; everything written before it has been put back.
 */
export async function apply(workshop: Workshop, request: ApplyRequest): Promise<ApplyResult> {
  const { home, signal, progress } = workshop;
  const { plan: whole } = await findPlan(workshop, request.plan);
  const chosen = chosenFixes(whole, request);
  const { fixes, changed } = resized(chosen, request.amounts ?? new Map());
  const plan = { ...whole, fixes, styleDelta: { ...whole.styleDelta, predicted: promisedByOnly(whole, chosen) } };
  if (request.dryRun) return { plan, receipt: undefined };
  await recordUnknownPlan(workshop, whole);
  const spec = request.set ?? planFiles(workshop, plan.id).set;
  const fileOf = (id: string): string => join(home.receipts, `${id}.json`);
  const receipt = await changingSet(workshop, async (note) => {
    const set = await openSet(workshop, spec);
    try {
      const steps = await withinReach(workshop, set, planSteps(plan));
      progress.stage('Applying', 1);
      let isNoted = false;
      const applied = await applySteps(set, steps, {
        plan: plan.id,
        now: workshop.now(),
        allowAutomated: request.overrideAutomation ?? false,
        save: async (state) => {
          if (!isNoted) await note({ doing: 'apply', receipt: fileOf(state.id), set: spec });
          isNoted = true;
          await writeDocument(receiptDocument, fileOf(state.id), state);
        },
        ...(signal === undefined ? {} : { signal }),
      });
      await rememberNewest(workshop, fileOf(applied.id));
      progress.step(1);
      return applied;
    } finally {
      await set.close();
    }
  });
  await recordChanges(workshop, whole, changed);
  return { plan, receipt, receiptFile: fileOf(receipt.id) };
}

/** What is in the set is applied, whether or not that can be remembered: its receipt takes it back. */
async function rememberNewest({ home, progress }: Workshop, receiptFile: string): Promise<void> {
  try {
    await new ProjectMemory(home.memoryFile).remember((memory) => {
      memory.lastReceipt = receiptFile;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    progress.note(`Take this back by its receipt, "${receiptFile}", for it is not remembered: ${error.message}`);
  }
}

/** Without what this set cannot do and a person can: that is told. */
async function withinReach({ progress }: Workshop, set: LiveSet, steps: readonly PlanStep[]): Promise<PlanStep[]> {
  const routings = steps.filter((step) => 'hears' in step);
  if (routings.length === 0 || (await set.capabilities()).routeSidechain) return [...steps];
  for (const { track, device, hears } of routings) {
    progress.note(
      `On "${track}", choose ${inputInWords(hears)}, as the sidechain input of ${device} by hand: until then it hears nothing.`,
    );
  }
  return steps.filter((step) => !('hears' in step));
}

function chosenFixes(
  { id, fixes }: PlanDocument,
  { only, all = false }: Pick<ApplyRequest, 'only' | 'all'>,
): PlanDocument['fixes'] {
  const unknown = only?.find((wanted) => !fixes.some((fix) => fix.id === wanted));
  if (unknown !== undefined) {
    throw new Failure(
      'usage',
      `The plan ${id} has no fix "${unknown}"; it has ${fixes.map((fix) => fix.id).join(', ')}.`,
    );
  }
  return fixes
    .filter((fix) => (only === undefined ? all || fix.aside !== true : only.includes(fix.id)))
    .map((fix) => ({ ...fix, aside: undefined }));
}

/** The style delta that these fixes of a plan leave. */
function promisedByOnly({ styleDelta, fixes }: PlanDocument, chosen: readonly Fix[]): number {
  const ids = new Set(chosen.map(({ id }) => id));
  return promisedDelta({ styleDelta, fixes: fixes.map((fix) => ({ ...fix, aside: !ids.has(fix.id) })) });
}

/** The fixes with the amounts asked for, and the sizes of those that are not as they were planned. */
function resized(
  fixes: PlanDocument['fixes'],
  amounts: ReadonlyMap<string, number>,
): { fixes: PlanDocument['fixes']; changed: { fix: Fix; size: number }[] } {
  const changed: { fix: Fix; size: number }[] = [];
  const scaled = fixes.map((fix) => {
    const amount = amounts.get(fix.id) ?? 1;
    if (amount === 1) return fix;
    if (!(amount >= LEAST_AMOUNT && amount <= MOST_AMOUNT)) {
      throw new Failure('usage', `${fix.id} can be done by ${100 * LEAST_AMOUNT} to ${100 * MOST_AMOUNT} %.`);
    }
    const found = scaledFix(fix, amount);
    if (found === undefined) {
      throw new Failure('usage', `${fix.id} has no amount to change: it is a switch, a cut or a whole device.`);
    }
    changed.push({ fix, size: found.size });
    return found.fix;
  });
  return { fixes: scaled, changed };
}

/** Another amount than the planned one is an answer, too. */
async function recordChanges(
  workshop: Workshop,
  plan: PlanDocument,
  changed: readonly { fix: Fix; size: number }[],
): Promise<void> {
  if (changed.length === 0) return;
  const { events } = await eventLogOf(workshop).read();
  await recordAfterwards(
    workshop,
    changed.map(({ fix, size }) => ({ what: 'change', ...rememberedFix(events, plan, fix), finalSize: size })),
  );
}
