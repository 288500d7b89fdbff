import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { readHistory } from '../../src/assistant/history.ts';
import type { GapDocument } from '../../src/store/gap-document.ts';
import { openHome, type Home } from '../../src/store/home.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-history-'));
  home = await openHome(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const history = (plan: PlanDocument) =>
  readHistory({ home, workers: new SameThread(), progress: SILENT, signal: undefined, now: () => new Date() }, plan);

function planOf(id: string, createdAt: string, song: string): PlanDocument {
  return {
    ...{
      schema: 'coproducer.plan/1',
      id,
      createdAt,
      mix: `/${song}.wav`,
      amount: 100,
      predicted: [],
      fixes: [],
      notes: [],
    },
    stems: [{ file: join('/', song, 'Pad.wav'), track: 'Pad', role: 'pad', confidence: 1 }],
    target: { profile: 'mine', cluster: 'fast', references: [] },
    styleDelta: { before: 1, predicted: 0.4 },
    masterChain: { gainDb: 0, residualDb: 0, sentence: '' },
  };
}

function gapOf(mix: string, styleScore: number): GapDocument {
  return {
    ...{ schema: 'coproducer.gap/1', mix, profile: 'mine', cluster: 'fast', clusterConfidence: 1, styleScore },
    ...{ styleDelta: 1 - styleScore / 100, tranceScore: 0.5 },
    ...{ tranceComponents: [], headline: [], gaps: [], alreadyYours: [] },
  };
}

async function write(plan: PlanDocument, score: number, after?: { score: number; at: Date }): Promise<void> {
  const mix = plan.mix.replace('.wav', ' after.wav');
  const verified: Partial<ReportDocument> | undefined = after && {
    after: gapOf(mix, after.score),
    verification: {
      ...{ schema: 'coproducer.verification/1', plan: plan.id, mix, fixes: [], sentence: '' },
      styleDelta: { before: 1, predicted: 0.4, after: 0.3 },
      styleScore: { before: score, after: after.score },
    },
  };
  const report: ReportDocument = {
    ...{ schema: 'coproducer.report/1', mix: plan.mix, before: gapOf(plan.mix, score), plan, ...verified },
    ...{ tone: [], width: [], loudness: { hopSeconds: 0.1, before: [], sections: [] } },
  };
  const file = join(home.plans, `${plan.id}.report.json`);
  await writeFile(file, JSON.stringify(report));
  if (after !== undefined) await utimes(file, after.at, after.at);
}

test('the bounces of one song in order of time, each with its scores and what was promised', async () => {
  const [first, second] = [
    planOf('a', '2026-01-01T10:00:00.000Z', 'Song'),
    planOf('b', '2026-01-03T10:00:00.000Z', 'Song'),
  ];
  await write(second, 80);
  await write(first, 60, { score: 75, at: new Date('2026-01-02T10:00:00.000Z') });
  await write(planOf('c', '2026-01-02T12:00:00.000Z', 'Another song'), 10);
  const { bounces } = await history(second);
  expect(bounces.map(({ at, what, styleScore }) => [at.slice(0, 10), what, styleScore])).toEqual([
    ['2026-01-01', 'planned', 60],
    ['2026-01-02', 'verified', 75],
    ['2026-01-03', 'planned', 80],
  ]);
  expect(bounces[1]).toMatchObject({ mix: '/Song after.wav', promised: 0.4, target: 'mine, fast' });
  expect(bounces[0]).not.toHaveProperty('promised');
});

test('a report that is damaged is passed over, and no report is no bounce', async () => {
  const plan = planOf('a', '2026-01-01T10:00:00.000Z', 'Song');
  expect((await history(plan)).bounces).toEqual([]);
  await writeFile(join(home.plans, 'b.report.json'), '{');
  await write(plan, 60);
  expect((await history(plan)).bounces).toHaveLength(1);
});
