import { join } from 'node:path';
import { Failure } from '../store/failure.ts';
import { readDocument, readGivenDocument } from '../store/json-document.ts';
import { planDocument, type PlanDocument } from '../store/plan-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import type { Workshop } from './workshop.ts';

/**
 * The plan in a file, or the newest one.
 *
 * @throws Failure 'input' where there is none.
 */
export async function findPlan(
  { home, progress }: Workshop,
  file: string | undefined,
): Promise<{ plan: PlanDocument; file: string }> {
  if (file !== undefined) return { plan: await readGivenDocument(planDocument, file), file };
  const { lastPlan } = await new ProjectMemory(home.memoryFile).recall();
  if (lastPlan === '') throw new Failure('input', 'There is no plan yet: make one with "coproducer suggest".');
  return { plan: await readDocument(planDocument, lastPlan, (line) => progress.note(line)), file: lastPlan };
}

/** Where the home keeps what belongs to a plan besides the plan itself. */
export function planFiles(
  { home }: Pick<Workshop, 'home'>,
  planId: string,
): { plan: string; report: string; set: string } {
  return {
    plan: join(home.plans, `${planId}.json`),
    report: join(home.plans, `${planId}.report.json`),
    set: join(home.plans, `${planId}.set.json`),
  };
}
