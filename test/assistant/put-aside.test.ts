import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answer } from '../../src/assistant/answer.ts';
import { apply } from '../../src/assistant/apply.ts';
import { eventLogOf } from '../../src/assistant/record-events.ts';
import { recordLookedAt, recordUnknownPlan } from '../../src/assistant/shown-fix.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { openHome } from '../../src/store/home.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { SILENT } from '../../src/store/progress.ts';

/** A plan of two fixes, the second of which is kept aside, and a set that it can be carried out in. */
let folder: string;
let workshop: Workshop;
let planFile: string;
let plan: PlanDocument;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-aside-'));
  workshop = {
    home: await openHome(join(folder, 'home')),
    workers: { size: 1, run: () => Promise.reject(new Error('No job is needed here.')) },
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
  };
  const old = JSON.parse(await readFile(join(__dirname, '../store/version-0.1/plan.json'), 'utf8')) as PlanDocument;
  plan = { ...old, fixes: old.fixes.map((fix) => (fix.id === 'f2' ? { ...fix, aside: true } : fix)) };
  planFile = join(folder, 'plan.json');
  await writeFile(planFile, JSON.stringify(plan));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Ids of the fixes that an apply writes to a set of its own. */
async function writtenBy(request: { only?: string[]; all?: boolean }): Promise<string[]> {
  const set = join(folder, `${JSON.stringify(request).replace(/\W/g, '')}.json`);
  const tracks = [{ name: 'Lead' }, { name: 'Bass' }];
  await EmbeddedSet.create({ name: 'Set', tempoBpm: 138, tracks }, { file: set });
  const { receipt } = await apply(workshop, { plan: planFile, set, only: undefined, dryRun: false, ...request });
  return [...new Set(receipt?.writes.map(({ fix }) => fix))].sort();
}

const events = async (): Promise<string[]> =>
  (await eventLogOf(workshop).read()).events.flatMap((event) => ('fix' in event ? [`${event.fix} ${event.what}`] : []));

describe('a fix that is kept aside', () => {
  test('is applied only where it is asked for', async () => {
    expect(plan.fixes.map(({ id }) => id)).toEqual(expect.arrayContaining(['f1', 'f2']));
    expect(await writtenBy({})).not.toContain('f2');
    expect(await writtenBy({})).toContain('f1');
    expect(await writtenBy({ only: ['f2'] })).toEqual(['f2']);
    expect(await writtenBy({ all: true })).toEqual(expect.arrayContaining(['f1', 'f2']));
    const promised = async (only: string[] | undefined): Promise<number> =>
      (await apply(workshop, { plan: planFile, set: undefined, only, dryRun: true })).plan.styleDelta.predicted;
    const { benefit } = plan.fixes.find(({ id }) => id === 'f1')!.predicted;
    expect(await promised(['f2'])).toBeCloseTo(
      Math.min(plan.styleDelta.before, plan.styleDelta.predicted + benefit),
      9,
    );
  });

  test('counts as shown from when it was looked at, once', async () => {
    await recordUnknownPlan(workshop, plan);
    expect(await events()).toEqual(expect.arrayContaining(['f1 shown', 'f2 aside']));
    expect(await events()).not.toContain('f2 shown');
    await recordLookedAt(workshop, plan, plan.fixes);
    await recordLookedAt(workshop, plan, plan.fixes);
    expect((await events()).filter((event) => event === 'f2 shown')).toHaveLength(1);
    expect((await events()).filter((event) => event === 'f1 shown')).toHaveLength(1);
  });

  test('says nothing of the taste by itself, and can be answered like any other', async () => {
    await recordUnknownPlan(workshop, plan);
    const request = { fix: 'f2', answer: 'skip', plan: planFile, finalSize: undefined } as const;
    expect((await answer(workshop, { ...request, fix: 'f1' })).answers).toBe(1);
    expect((await answer(workshop, request)).answers).toBe(2);
  });
});
