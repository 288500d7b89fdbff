import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { scanFolder } from '../../src/library/scan-folder.ts';
import type { ProfileDocument } from '../../src/store/profile-document.ts';
import type { ProfilesDocument } from '../../src/store/profiles-document.ts';
import type { TasteDocument } from '../../src/store/taste-document.ts';
import { PROGRAM, runProgram } from '../node/run-program.ts';
import { thuds } from './thuds.ts';

/** What real folders, drives and clocks do while the program reads. */
jest.setTimeout(240_000);

let folder: string;
let library: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-files-'));
  library = join(folder, 'library');
  await mkdir(join(library, 'Deep'), { recursive: true });
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const [name, hz] of [
    ['Anthem.wav', 440],
    ['Deep/Breeze.wav', 554],
  ] as const) {
    await writeFile(join(library, name), thuds(hz));
    await utimes(join(library, name), longAgo, longAgo);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let runs = 0;
/** Runs the program on a library of its own, with a disk or a clock that misbehaves. */
async function misbehaving(
  environment: Record<string, string>,
  args: (library: string) => string[],
): Promise<{ status: number | null; stdout: string; stderr: string; own: string; home: string }> {
  const own = join(folder, `run ${++runs}`);
  await cp(library, own, { recursive: true, preserveTimestamps: true });
  const home = join(folder, `home ${runs}`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(__dirname, 'break-reads.cjs'), PROGRAM, ...args(own), '--home', home],
    {
      env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', COPRODUCER_VANISHING: own, ...environment },
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr, own, home };
}

const learn = (own: string): string[] => ['learn', own, '--json'];

describe('a file that is changed while it is read', () => {
  test.each([
    ['cut', /Breeze\.wav/],
    ['grow', /Breeze\.wav was changed while it was read; wait until its export has finished/],
    ['rewrite', /Breeze\.wav/],
  ])('%s: it is skipped and named, the rest is learned, and nothing of it is kept', async (how, says) => {
    const ended = await misbehaving({ COPRODUCER_READ_FAULT: how, COPRODUCER_FAULT_PATH: 'Breeze.wav' }, learn);
    expect([ended.status, ended.stderr]).toEqual([0, expect.stringMatching(says)]);
    const { references } = JSON.parse(ended.stdout) as ProfileDocument;
    expect(references.map(({ file }) => file)).toEqual([join(ended.own, 'Anthem.wav')]);
    expect(await readdir(join(ended.home, 'cache', 'analyses'))).toHaveLength(1);
  });
});

describe('a drive that goes while it is read', () => {
  test.each(['ENOTCONN', 'EIO', 'ESTALE'])('%s: the files on it are named, and the rest is learned', async (fault) => {
    const ended = await misbehaving({ COPRODUCER_READ_FAULT: fault, COPRODUCER_FAULT_PATH: 'Breeze.wav' }, learn);
    expect([ended.status, ended.stderr]).toEqual([
      0,
      expect.stringMatching(new RegExp(`Breeze\\.wav.*${fault}.*still connected`)),
    ]);
    expect((JSON.parse(ended.stdout) as ProfileDocument).references).toHaveLength(1);
  });

  test.each(['ENOTCONN', 'EIO'])('%s on all of it: one sentence, and no profile is made', async (fault) => {
    const ended = await misbehaving({ COPRODUCER_READ_FAULT: fault, COPRODUCER_FAULT_PATH: '.wav' }, learn);
    expect([ended.status, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toMatch(/^Error: .*\.$/m);
    expect(ended.stderr).not.toMatch(/Unexpected fault/);
    expect(await readdir(join(ended.home, 'profiles'))).toEqual([]);
  });

  test.each(['ENOTCONN', 'EIO'])('%s while one track is analysed: one sentence', async (fault) => {
    const ended = await misbehaving({ COPRODUCER_READ_FAULT: fault, COPRODUCER_FAULT_PATH: '.wav' }, (own) => [
      'analyze',
      join(own, 'Anthem.wav'),
    ]);
    expect([ended.status, ended.stderr]).toEqual([3, expect.stringMatching(/^Error: .*still connected/m)]);
  });
});

test('a folder that is deleted while it is looked through: one sentence, and no profile is made', async () => {
  const ended = await misbehaving({ COPRODUCER_READ_FAULT: 'vanish', COPRODUCER_FAULT_PATH: 'run ' }, learn);
  expect([ended.status, ended.stdout, ended.stderr]).toEqual([3, '', expect.stringMatching(/^Error: .*\.$/m)]);
  expect(await readdir(join(ended.home, 'profiles'))).toEqual([]);
});

describe('a clock that jumps by years at every look', () => {
  test('a library is learned, known again, and nothing waits or is lost', async () => {
    const learned = await misbehaving({ COPRODUCER_CLOCK: 'jump' }, learn);
    expect([learned.status, learned.stderr]).toEqual([0, expect.any(String)]);
    const { code, stdout } = await runProgram(['profile', 'list', '--json', '--home', learned.home]);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as ProfilesDocument).profiles).toMatchObject([{ references: 2 }]);
  });

  test('answers given under it are all kept, in their order', async () => {
    const home = join(folder, 'jumping home');
    await mkdir(join(home, 'plans'), { recursive: true });
    const plan = join(home, 'plans', 'plan-1.json');
    await writeFile(plan, await readFile(join(__dirname, '../store/version-0.1/plan.json')));
    for (const [fix, answer] of [
      ['f1', 'accept'],
      ['f2', 'skip'],
      ['f1', 'skip'],
    ]) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          '--require',
          join(__dirname, 'break-reads.cjs'),
          PROGRAM,
          'answer',
          fix,
          answer,
          '--plan',
          plan,
          '--home',
          home,
        ],
        { env: { ...process.env, NODE_OPTIONS: '', COPRODUCER_CLOCK: 'jump' }, encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([0, '']);
    }
    const { stdout } = await runProgram(['taste', '--json', '--home', home]);
    const taste = JSON.parse(stdout) as TasteDocument;
    expect(taste.answers).toBe(2);
    // The later answer to f1 counts.
    expect(taste.habits.every(({ accepted }) => accepted === 0)).toBe(true);
  });
});

describe('names and places', () => {
  test('a name in two spellings of Unicode, other scripts, and a path of 300 characters are all found', async () => {
    const odd = join(folder, 'odd');
    const deep = join(odd, ...Array.from({ length: 10 }, (_, i) => `folder number ${i} of the many`));
    await mkdir(deep, { recursive: true });
    const names = ['Ti\u00ebsto \u97f3\u697d.wav', 'Bj\u006f\u0308rk \u041c\u0443\u0437\u044b\u043a\u0430.wav'];
    for (const name of names) await writeFile(join(odd, name), 'x');
    const long = join(deep, `${'long '.repeat(20)}end.wav`);
    expect(long.length).toBeGreaterThan(400);
    await writeFile(long, 'x');
    const { files } = await scanFolder(odd);
    expect(files.map((file) => file.normalize('NFC')).sort()).toEqual(
      [...names.map((name) => join(odd, name)), long].map((file) => file.normalize('NFC')).sort(),
    );
  });

  test('loops of links, to itself, to a parent and to and fro, end', async () => {
    const loops = join(folder, 'loops');
    await mkdir(join(loops, 'a'), { recursive: true });
    await mkdir(join(loops, 'b'), { recursive: true });
    await writeFile(join(loops, 'a', 'track.wav'), 'x');
    await symlink(join(loops, 'self'), join(loops, 'self'), 'dir');
    await symlink(loops, join(loops, 'a', 'up'), 'dir');
    await symlink(join(loops, 'a'), join(loops, 'b', 'to a'), 'dir');
    await symlink(join(loops, 'b'), join(loops, 'a', 'to b'), 'dir');
    expect((await scanFolder(loops)).files).toHaveLength(1);
  });

  test('a folder of 100 000 files is looked through', async () => {
    const crowd = join(folder, 'crowd');
    for (let i = 0; i < 100; i++) {
      mkdirSync(join(crowd, String(i)), { recursive: true });
      for (let k = 0; k < 1000; k++) writeFileSync(join(crowd, String(i), `${k}.${k % 10 === 0 ? 'wav' : 'asd'}`), '');
    }
    const { files, skipped } = await scanFolder(crowd);
    expect([files.length, skipped]).toEqual([10_000, []]);
  });
});

describe('the language of the system', () => {
  test('changes no number and no word', async () => {
    const home = join(folder, 'spoken home');
    await mkdir(join(home, 'profiles'), { recursive: true });
    const old = await readFile(join(__dirname, '../store/version-0.1/profile.json.gz'));
    await writeFile(join(home, 'profiles', 'mine.json'), gunzipSync(old));
    const spoken = (locale: string, ...args: string[]) =>
      runProgram([...args, '--home', home], { LANG: locale, LC_ALL: locale, LANGUAGE: locale });
    for (const args of [
      ['profile', 'show', 'mine'],
      ['profile', 'check', 'mine'],
      ['profile', 'list'],
    ]) {
      // The first run brings the profile to the form of now, and says so.
      await spoken('C', ...args);
      const plain = await spoken('C', ...args);
      for (const locale of ['tr_TR.UTF-8', 'ar_EG.UTF-8']) {
        expect([locale, await spoken(locale, ...args)]).toEqual([locale, plain]);
      }
    }
  });
});

describe('two processes at once', () => {
  test('that learn one library into one home both end well, and the profile is whole', async () => {
    const home = join(folder, 'shared home');
    const ended = await Promise.all(
      [1, 2].map((n) => runProgram(['learn', library, '--name', `p${n}`, '--home', home, '--json'])),
    );
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const { stdout } = await runProgram(['profile', 'list', '--json', '--home', home]);
    expect((JSON.parse(stdout) as ProfilesDocument).profiles).toMatchObject([{ references: 2 }, { references: 2 }]);
  });
});
