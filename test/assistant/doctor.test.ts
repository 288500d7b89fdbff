import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deviceFiles, userLibraryOf } from '../../src/assistant/doctor/live-checks.ts';
import { examine } from '../../src/assistant/doctor.ts';
import { keepProfile } from '../../src/assistant/profiles.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { buildProfile } from '../../src/profile/build-profile.ts';
import { openHome } from '../../src/store/home.ts';
import { ProjectMemory } from '../../src/store/project-memory.ts';
import { SILENT } from '../../src/store/progress.ts';
import { runProgram } from '../node/run-program.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

let folder: string;
let root: string;
let workshop: Workshop;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-doctor-'));
  root = path.join(folder, 'Geheimes Zuhause');
  workshop = {
    home: await openHome(root),
    workers: { size: 1, run: () => Promise.reject(new Error('No job is needed here.')) },
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function found(check: string): Promise<{ ok: boolean; finding: string }> {
  const { document } = await examine(workshop);
  const { ok, finding } = document.findings.find((one) => one.check === check)!;
  return { ok, finding };
}

test('a new home has nothing wrong', async () => {
  const { document } = await examine(workshop);
  expect(document.findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(document.findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining([
      'Node',
      'measuring',
      'similarity',
      'home folder',
      'free space',
      'cache',
      'locks',
      'backups',
    ]),
  );
});

describe('what a home can suffer from is told, with what to do', () => {
  test('a lock of a program that died, and one of a program that runs', async () => {
    const lock = (pid: number) => JSON.stringify({ pid, host: os.hostname(), since: '', token: 'x' });
    // No process has this number: it is above what any system gives.
    await writeFile(path.join(root, 'memory.json.lock'), lock(2 ** 30));
    expect(await found('locks')).toEqual({
      ok: true,
      finding: expect.stringMatching(/^1 left .* takes over by itself$/),
    });
    await writeFile(path.join(root, 'events.log.lock'), lock(process.pid));
    expect((await found('locks')).finding).toMatch(new RegExp(`process ${process.pid}`));
  });

  test('a plan that was cut off, a document set aside, an answer that cannot be read, and a profile likewise', async () => {
    await writeFile(path.join(root, 'receipts', 'r.json.unfinished'), '{}');
    expect(await found('unfinished plans')).toEqual({ ok: false, finding: expect.stringContaining('coproducer undo') });
    await writeFile(path.join(root, 'memory.json.damaged-1'), '{');
    expect((await found('damaged files')).finding).toContain('memory.json.damaged-1');
    await writeFile(path.join(root, 'events.log'), 'no checksum\n');
    expect(await found('answers')).toEqual({ ok: false, finding: expect.stringContaining('1 line') });
    await writeFile(path.join(root, 'profiles', 'newer.json'), '{"schema":"coproducer.kept-profile/9"}');
    await keepProfile(workshop, PROFILE);
    expect(await found('profiles')).toEqual({ ok: false, finding: 'Anas eigene (6 references)' });
  });

  test('the cache says its size and its limits', async () => {
    for (const [kept, bytes] of [
      ['analyses', 3_000_000],
      ['stems', 1_000_000],
      ['vectors', 2_000_000],
    ] as const) {
      await mkdir(path.join(root, 'cache', kept));
      await writeFile(path.join(root, 'cache', kept, 'a'), 'x'.repeat(bytes));
    }
    expect((await found('cache')).finding).toMatch(
      /^6 MB, analyses 3 MB of at most 1\.0 GB, stems 1 MB of at most 200 MB, vectors 2 MB of at most 500 MB, in /,
    );
  });
});

const PROFILE = buildProfile({
  name: 'Anas eigene',
  folder: '/Users/ana/Geheim',
  analyses: [0, 1, 2, 3, 4, 5].map((seed) => syntheticAnalysis({ file: `/Users/ana/Geheim/Song ${seed}.wav`, seed })),
  skipped: [],
  seed: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
});

test('the file to send holds what was found, and no name, path or audio, whatever lies in the home', async () => {
  await keepProfile(workshop, PROFILE);
  await new ProjectMemory(workshop.home.memoryFile).remember((memory) => {
    memory.projects['/Users/ana/Geheim/Stems'] = { lastMix: '/Users/ana/Geheim/Mein Lied.wav' };
  });
  await writeFile(path.join(root, 'profiles', 'Zerstört.json'), '{');
  await writeFile(path.join(root, 'plans', 'Mein Plan.json.damaged-1'), '{');
  await writeFile(path.join(root, 'receipts', 'Mein Beleg.json.unfinished'), '{}');
  const bundle = path.join(folder, 'diagnostics.json');
  const { code, stderr } = await runProgram(['doctor', '--bundle', bundle, '--home', root]);
  expect({ code, stderr }).toMatchObject({ code: 5 });
  const text = await readFile(bundle, 'utf8');
  const secrets = ['/ana', 'Anas', 'Geheim', 'eigene', 'Song', 'Lied', 'Zerst', 'Mein', 'Beleg', '.wav', folder];
  for (const secret of [...secrets, os.homedir(), os.tmpdir()]) {
    expect([secret, text.includes(secret)]).toEqual([secret, false]);
  }
  const { findings } = JSON.parse(text) as { findings: { check: string; finding: string }[] };
  expect(findings.find(({ check }) => check === 'profiles')?.finding).toBe('1 profile of 6 references');
  expect(text.length).toBeLessThan(10_000);
});

describe('the device in the User Library', () => {
  const place = (): string =>
    path.join(folder, 'Library', 'Presets', 'Audio Effects', 'Max Audio Effect', 'Coproducer');
  const shipped = (): string => path.join(folder, 'shipped');
  beforeEach(async () => {
    await mkdir(path.join(shipped(), 'page'), { recursive: true });
    for (const name of ['Coproducer.amxd', 'strip.js', path.join('page', 'page.js')]) {
      await writeFile(path.join(shipped(), name), `this is ${name}`);
    }
  });
  const look = () => deviceFiles(shipped(), path.join(folder, 'Library'));

  test('is looked for where each system has it', () => {
    expect(userLibraryOf('darwin', '/Users/ana')).toContain(path.join('Music', 'Ableton', 'User Library'));
    expect(userLibraryOf('win32', 'C:\\Users\\ana')).toContain(path.join('Documents', 'Ableton', 'User Library'));
    expect(userLibraryOf('linux', '/home/ana')).toBeUndefined();
  });

  test('is not there, whole, short of a file, or of another version', async () => {
    expect(await look()).toMatchObject({ ok: true, finding: expect.stringContaining('not in the User Library') });
    await cp(shipped(), place(), { recursive: true });
    expect(await look()).toMatchObject({ ok: true, plain: 'installed' });
    await writeFile(path.join(place(), 'strip.js'), 'of another version');
    expect(await look()).toMatchObject({ ok: false, finding: expect.stringContaining('another version') });
    await rm(path.join(place(), 'page'), { recursive: true });
    expect(await look()).toMatchObject({ ok: false, finding: expect.stringContaining('1 of its 3 files are missing') });
  });
});
