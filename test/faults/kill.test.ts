import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { undo } from '../../src/assistant/undo.ts';
import { eventLogOf } from '../../src/assistant/record-events.ts';
import { loadTaste, readTaste } from '../../src/assistant/taste.ts';
import { readProfile } from '../../src/assistant/profiles.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { embeddedSetSnapshotOf } from './set-values.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { openHome } from '../../src/store/home.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';
import { ProjectMemory } from '../../src/store/project-memory.ts';
import { SILENT } from '../../src/store/progress.ts';
import { PROGRAM } from '../node/run-program.ts';
import { thuds } from './thuds.ts';

/**
 * The program is really killed at one change to the disk after another, its last write cut in half; then the next start
 * must find everything that was finished, nothing half, and the set as it was or as it should be.
 */

/** How many times as many changes are killed at; 10 kills at every one. */
const THOROUGHNESS = Number(process.env.COPRODUCER_KILLS ?? 1);
jest.setTimeout(240_000 * THOROUGHNESS);

let folder: string;
let template: string;
const plan = (home: string): string => join(home, 'plans', 'plan-1.json');

/** A sidechain that is routed anew, and one that comes with its Compressor. */
const ROUTINGS = [
  { track: 'Bass', insert: false },
  { track: 'Pad', insert: true },
].map(({ track, insert }, index): Fix => ({
  ...{ id: `s${index + 1}`, kind: 'sidechain', track, stem: '', device: 'Compressor', insert },
  changes: [{ parameter: 'S/C On', from: 'Off', to: 'On', unit: '' }],
  ...{ sidechainFrom: 'Lead', sentence: `${track}: duck under the lead (Compressor).`, why: '', confidence: 1 },
  predicted: { styleDeltaAfter: 0, benefit: 0, features: [] },
  ...{ risk: 'low', advice: false },
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-kill-'));
  template = join(folder, 'template');
  const { plans, profiles } = await openHome(template);
  const old = (name: string): Promise<Buffer> => readFile(join(__dirname, '../store/version-0.1', name));
  await writeFile(join(profiles, 'mine.json'), gunzipSync(await old('profile.json.gz')));
  await new ProjectMemory(join(template, 'memory.json')).remember((memory) => {
    memory.currentProfile = 'mine';
  });
  await mkdir(plans, { recursive: true });
  const older = JSON.parse((await old('plan.json')).toString()) as PlanDocument;
  await writeFile(plan(template), JSON.stringify({ ...older, fixes: [...older.fixes, ...ROUTINGS] }));
  const bass = {
    name: 'Bass',
    devices: [{ device: 'Compressor', sidechainFrom: 'Pad', sidechainTap: 'Pre FX' as const }],
  };
  await EmbeddedSet.create(
    { name: 'Set', tempoBpm: 138, tracks: [{ name: 'Lead' }, bass, { name: 'Pad' }] },
    { file: join(template, 'set.json') },
  );
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

let homes = 0;
async function freshHome(from = template): Promise<string> {
  const home = join(folder, `home ${++homes}`);
  await cp(from, home, { recursive: true });
  return home;
}

/** Runs a command to its end, or to its death at a change to the disk. */
function run(home: string, args: readonly string[], environment: Record<string, string>): number | null {
  const { status } = spawnSync(
    process.execPath,
    ['--require', join(__dirname, 'break-at.cjs'), PROGRAM, ...args, '--home', home, '--json'],
    { env: { ...process.env, ...environment }, stdio: 'ignore' },
  );
  return status;
}

/** Kills a command at up to `most` of its changes, evenly spread, and hands each home that it leaves to `check`. */
async function killedEverywhere(
  from: string,
  args: (home: string) => string[],
  most: number,
  check: (workshop: Workshop, at: string) => Promise<void>,
): Promise<number> {
  const whole = await freshHome(from);
  const countFile = join(folder, 'count');
  expect(run(whole, args(whole), { COPRODUCER_COUNT_IN: countFile })).toBe(0);
  const changes = Number(await readFile(countFile, 'utf8'));
  const step = Math.max(1, changes / (most * THOROUGHNESS));
  let kills = 0;
  for (let at = 1; at <= changes; at += step) {
    const home = await freshHome(from);
    const number = Math.round(at);
    const status = run(home, args(home), { COPRODUCER_BREAK_AT: String(number) });
    if (status === 0) continue;
    kills++;
    await check(await workshopAt(home), `${args(home)[0]} killed at change ${number} of ${changes}`);
    await rm(home, { recursive: true, force: true });
  }
  if (THOROUGHNESS > 1) process.stderr.write(`${args('')[0]}: killed at ${kills} of its ${changes} changes\n`);
  return kills;
}

async function workshopAt(home: string): Promise<Workshop> {
  return {
    home: await openHome(home),
    workers: { size: 1, run: () => Promise.reject(new Error('No job is needed here.')) },
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
  };
}

const setOf = ({ home }: Workshop): Promise<unknown> => embeddedSetSnapshotOf(join(home.root, 'set.json'));

/** Every document of the home can be read, and the profile is there. */
async function expectWhole(workshop: Workshop): Promise<void> {
  expect((await readProfile(workshop, 'mine')).references).toHaveLength(6);
  expect((await new ProjectMemory(workshop.home.memoryFile).recall()).currentProfile).toBe('mine');
  await loadTaste(workshop);
}

describe('killed at any change to the disk', () => {
  test('answer: earlier answers are all there, the new one is there or not, and the next one is kept', async () => {
    const answered = await freshHome();
    expect(run(answered, ['answer', 'f1', 'accept', '--plan', plan(answered)], {})).toBe(0);
    const kills = await killedEverywhere(
      answered,
      (home) => ['answer', 'f2', 'skip', '--plan', plan(home)],
      16,
      async (workshop) => {
        const { answers } = await readTaste(workshop);
        expect([1, 2]).toContain(answers);
        await expectWhole(workshop);
        expect(run(workshop.home.root, ['answer', 'f2', 'accept', '--plan', plan(workshop.home.root)], {})).toBe(0);
        expect((await readTaste(workshop)).answers).toBe(2);
      },
    );
    expect(kills).toBeGreaterThan(5);
  });

  test('taking over the answers of version 0.1: each is there once', async () => {
    const older = await freshHome();
    await cp(join(__dirname, '../store/version-0.1/answers.jsonl'), join(older, 'answers.jsonl'));
    const kills = await killedEverywhere(
      older,
      () => ['taste'],
      12,
      async (workshop) => {
        const { answers } = await readTaste(workshop);
        // Four answers to three fixes.
        expect(answers).toBe(3);
        expect((await eventLogOf(workshop).read()).events).toHaveLength(4);
      },
    );
    expect(kills).toBeGreaterThan(5);
  });

  test('bringing a profile of version 0.1 to the form that is kept now: it is there, whole', async () => {
    const before = await readProfile(await workshopAt(await freshHome()), 'mine');
    const kills = await killedEverywhere(
      template,
      () => ['profile', 'show'],
      10,
      async (workshop) => {
        expect(await readProfile(workshop, 'mine')).toEqual(before);
        await expectWhole(workshop);
      },
    );
    expect(kills).toBeGreaterThan(5);
  });

  test('learn: the profile is there whole or not at all, and the next learn goes on', async () => {
    const library = join(folder, 'library');
    await mkdir(library);
    for (const hz of [440, 554]) await writeFile(join(library, `${hz}.wav`), thuds(hz, 8));
    const learn = (): string[] => ['learn', library, '--name', 'new'];
    const kills = await killedEverywhere(template, learn, 7, async (workshop, at) => {
      const found = await readProfile(workshop, 'new').then(
        ({ references }) => `${references.length} references`,
        (error: Error) => error.message,
      );
      expect([at, found]).toEqual([at, expect.stringMatching(/^2 references$|^There is no profile "new"/)]);
      expect((await readProfile(workshop, 'mine')).references).toHaveLength(6);
      await loadTaste(workshop);
      expect(run(workshop.home.root, learn(), {})).toBe(0);
      expect((await readProfile(workshop, 'new')).references).toHaveLength(2);
      expect((await new ProjectMemory(workshop.home.memoryFile).recall()).currentProfile).toBe('new');
    });
    expect(kills).toBeGreaterThan(4);
  });

  test('apply: the next undo finds the set as it was before, or puts it back', async () => {
    const before = await embeddedSetSnapshotOf(join(template, 'set.json'));
    const kills = await killedEverywhere(
      template,
      (home) => ['apply', plan(home), '--set', join(home, 'set.json')],
      45,
      async (workshop, at) => {
        await undo(workshop, { receipt: undefined, set: undefined }).catch((error: Error) => {
          // Killed before anything was written.
          expect(error.message).toMatch(/nothing to undo/);
        });
        expect([at, isDeepStrictEqual(await setOf(workshop), before)]).toEqual([at, true]);
        await expectWhole(workshop);
        expect((await readdir(workshop.home.receipts)).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
      },
    );
    expect(kills).toBeGreaterThan(30);
  });

  test('undo: the next undo finishes it', async () => {
    const before = await embeddedSetSnapshotOf(join(template, 'set.json'));
    const applied = await freshHome();
    expect(run(applied, ['apply', plan(applied), '--set', join(applied, 'set.json')], {})).toBe(0);
    const [receipt] = await readdir(join(applied, 'receipts'));
    const receiptAt = (home: string): string => join(home, 'receipts', receipt);
    const kills = await killedEverywhere(
      applied,
      (home) => ['undo', receiptAt(home), '--set', join(home, 'set.json')],
      25,
      async (workshop, at) => {
        const set = join(workshop.home.root, 'set.json');
        await undo(workshop, { receipt: receiptAt(workshop.home.root), set });
        expect([at, isDeepStrictEqual(await setOf(workshop), before)]).toEqual([at, true]);
        await expectWhole(workshop);
      },
    );
    expect(kills).toBeGreaterThan(15);
  });
});
