import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { openHome } from '../../src/store/home.ts';
import { ProjectMemory } from '../../src/store/project-memory.ts';
import { PROGRAM, runProgram } from '../node/run-program.ts';
import { embeddedSetSnapshotOf } from './set-values.ts';

/** A disk that fills up, turns read-only or breaks in the middle of a command; and homes on odd paths. */
jest.setTimeout(240_000);

let folder: string;
let template: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-disk-'));
  template = join(folder, 'template');
  await makeHome(template);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function makeHome(root: string): Promise<void> {
  const { plans, profiles, memoryFile } = await openHome(root);
  const old = (name: string): Promise<Buffer> => readFile(join(__dirname, '../store/version-0.1', name));
  await writeFile(join(profiles, 'mine.json'), gunzipSync(await old('profile.json.gz')));
  await new ProjectMemory(memoryFile).remember((memory) => {
    memory.currentProfile = 'mine';
  });
  await writeFile(join(plans, 'plan-1.json'), await old('plan.json'));
  const tracks = [{ name: 'Lead' }, { name: 'Bass' }];
  await EmbeddedSet.create({ name: 'Set', tempoBpm: 138, tracks }, { file: join(root, 'set.json') });
}

const planIn = (home: string): string => join(home, 'plans', 'plan-1.json');
const setIn = (home: string): string => join(home, 'set.json');
const COMMANDS: Readonly<Record<string, (home: string) => string[]>> = {
  answer: (home) => ['answer', 'f1', 'skip', '--plan', planIn(home)],
  apply: (home) => ['apply', planIn(home), '--set', setIn(home)],
};

function run(home: string, args: readonly string[], environment: Record<string, string>) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', join(__dirname, 'break-at.cjs'), PROGRAM, ...args, '--home', home],
    { env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', ...environment }, encoding: 'utf8' },
  );
  return { status, stderr };
}

let homes = 0;
async function freshHome(): Promise<string> {
  const home = join(folder, `home ${++homes}`);
  await cp(template, home, { recursive: true });
  return home;
}

/** Where in a command the disk breaks: shares of all its changes. */
const SHARES = [0, 0.3, 0.6, 0.95];

describe.each(['ENOSPC', 'EROFS', 'EIO'])('a disk that answers %s from the middle of a command on', (fault) => {
  test.each(Object.keys(COMMANDS))('%s ends with one sentence, and what was there is there', async (name) => {
    const before = await embeddedSetSnapshotOf(setIn(template));
    const counted = await freshHome();
    const countFile = join(folder, 'count');
    expect(run(counted, COMMANDS[name](counted), { COPRODUCER_COUNT_IN: countFile }).status).toBe(0);
    const changes = Number(await readFile(countFile, 'utf8'));
    for (const share of SHARES) {
      const home = await freshHome();
      const at = 1 + Math.floor(share * changes);
      const broken = run(home, COMMANDS[name](home), {
        COPRODUCER_BREAK_AT: String(at),
        COPRODUCER_BREAK_WITH: fault,
      });
      const told = `${name}, ${fault} from change ${at} of ${changes}: ${broken.stderr.slice(0, 300)}`;
      expect([told, [0, 3, 5].includes(broken.status ?? -1)]).toEqual([told, true]);
      expect([told, broken.stderr.includes('Unexpected fault')]).toEqual([told, false]);
      // Once the disk is well again: nothing is damaged, and what was half-done in the set is put back.
      if (broken.status !== 0) run(home, ['undo'], {});
      const stands = isDeepStrictEqual(await embeddedSetSnapshotOf(setIn(home)), before);
      if (name === 'apply' && broken.status !== 0) expect([told, stands]).toEqual([told, true]);
      expect((await runProgram(['taste', '--json', '--home', home])).code).toBe(0);
    }
  });
});

describe('homes on odd paths', () => {
  test.each([
    ['other scripts and signs', 'Музыка 音楽 é e\u0301 🎛 & ‘quotes’'],
    ['about 300 characters', Array.from({ length: 10 }, (_, i) => `folder number ${i} of many`).join('/')],
  ])('%s', async (_what, name) => {
    const home = join(folder, ...name.split('/'));
    await makeHome(home);
    for (const args of [COMMANDS.answer(home), COMMANDS.apply(home), ['undo'], ['taste']]) {
      const { code, stderr } = await runProgram([...args, '--home', home]);
      expect([args[0], code, stderr]).toEqual([args[0], 0, expect.anything()]);
    }
    expect(await embeddedSetSnapshotOf(setIn(home))).toEqual(await embeddedSetSnapshotOf(setIn(template)));
  });
});

describe('two processes at once', () => {
  test('answers given at the same time are all kept', async () => {
    const home = await freshHome();
    const ended = await Promise.all(
      ['accept', 'skip', 'accept', 'skip', 'accept', 'skip'].map((answer) =>
        runProgram(['answer', 'f1', answer, '--plan', planIn(home), '--home', home]),
      ),
    );
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    const lines = (await readFile(join(home, 'events.log'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(6);
  });

  test('a plan applied twice at the same time is applied one after the other, and undone to what was before', async () => {
    const home = await freshHome();
    const ended = await Promise.all([1, 2].map(() => runProgram([...COMMANDS.apply(home), '--json', '--home', home])));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const receipts = ended.map(
      ({ stdout }) => JSON.parse(stdout) as { id: string; createdAt: string; writes: { rawBefore: number }[] },
    );
    const last = JSON.parse(await readFile(join(home, 'memory.json'), 'utf8')) as { lastReceipt: string };
    const inOrder = [...receipts].sort(
      (a, b) => Number(last.lastReceipt.includes(a.id)) - Number(last.lastReceipt.includes(b.id)),
    );
    for (const { id } of inOrder.reverse()) {
      expect((await runProgram(['undo', join(home, 'receipts', `${id}.json`), '--home', home])).code).toBe(0);
    }
    expect(await embeddedSetSnapshotOf(setIn(home))).toEqual(await embeddedSetSnapshotOf(setIn(template)));
  });
});
