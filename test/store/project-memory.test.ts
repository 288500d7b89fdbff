import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withFileLock } from '../../src/store/file-lock.ts';
import { namedDocumentFile, openHome } from '../../src/store/home.ts';
import { EMPTY_MEMORY } from '../../src/store/memory-document.ts';
import { ProjectMemory } from '../../src/store/project-memory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-home-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the home folder', () => {
  test('the given folder wins over the environment, which wins over the platform', async () => {
    const given = path.join(folder, 'given');
    const environment = { COPRODUCER_HOME: path.join(folder, 'environment') };
    expect((await openHome(given, environment)).root).toBe(given);
    expect((await openHome(undefined, environment)).root).toBe(environment.COPRODUCER_HOME);
    const { profiles, cache, plans, receipts } = await openHome(given);
    for (const place of [profiles, cache, plans, receipts]) {
      expect((await stat(place)).isDirectory()).toBe(true);
    }
  });

  test('a file in the way is an input failure that says what to do', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(openHome(path.join(file, 'home'))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('--home'),
    });
  });

  test.each([
    'Uplifting 2024',
    'Ünïcödé — no',
    '../escape',
    'a/b',
    'a\\b',
    '.hidden',
    'dot.',
    'CON',
    'nul.txt',
    '',
    ' ',
  ])('the name "%s" either gives a file inside the folder or is refused', (name) => {
    const allowed = name === 'Uplifting 2024';
    if (allowed) expect(namedDocumentFile(folder, name)).toBe(path.join(folder, `${name}.json`));
    else expect(() => namedDocumentFile(folder, name)).toThrow(/cannot be used as a name/);
  });

  test('two spellings of one accented name are one file', () => {
    expect(namedDocumentFile(folder, 'Tie\u0308sto')).toBe(namedDocumentFile(folder, 'Ti\u00ebsto'));
  });
});

describe('the lock', () => {
  test('work under one lock never overlaps', async () => {
    const file = path.join(folder, 'x.json');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 6 }, () =>
        withFileLock(file, async () => {
          most = Math.max(most, ++inside);
          await new Promise((done) => setTimeout(done, 10));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  test('a lock that stays held is refused after the time-out', async () => {
    const file = path.join(folder, 'x.json');
    await withFileLock(file, async () => {
      await expect(withFileLock(file, async () => undefined, 120)).rejects.toMatchObject({ kind: 'refused' });
    });
  });

  test('a lock left by a process that died is taken over', async () => {
    const file = path.join(folder, 'x.json');
    await mkdir(`${file}.lock`);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${file}.lock`, longAgo, longAgo);
    await expect(withFileLock(file, async () => 'done', 500)).resolves.toBe('done');
  });
});

describe('the memory', () => {
  test('is empty at first and keeps what was remembered', async () => {
    const { memoryFile } = await openHome(folder);
    expect(await new ProjectMemory(memoryFile).recall()).toEqual(EMPTY_MEMORY);
    await new ProjectMemory(memoryFile).remember((memory) => {
      memory.projects['/stems'] = { lastPlan: 'p1.json' };
      memory.lastPlan = 'p1.json';
    });
    expect(await new ProjectMemory(memoryFile).recall()).toEqual({
      ...EMPTY_MEMORY,
      lastPlan: 'p1.json',
      projects: { '/stems': { lastPlan: 'p1.json' } },
    });
  });

  test('edits made at the same time are all kept', async () => {
    const memory = new ProjectMemory(path.join(folder, 'memory.json'));
    const names = Array.from({ length: 8 }, (_, i) => `/project ${i}`);
    await Promise.all(names.map((name) => memory.remember((m) => void (m.projects[name] = { lastMix: name }))));
    expect(Object.keys((await memory.recall()).projects).sort()).toEqual(names);
  });

  test('a damaged memory is recovered from its backup before an edit', async () => {
    const file = path.join(folder, 'memory.json');
    const lines: string[] = [];
    const memory = new ProjectMemory(file, (line) => lines.push(line));
    await memory.remember((m) => void (m.currentProfile = 'one'));
    await memory.remember((m) => void (m.currentProfile = 'two'));
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
    const after = await memory.remember((m) => void (m.lastPlan = 'p'));
    expect(after).toMatchObject({ currentProfile: 'one', lastPlan: 'p' });
    expect(lines).toHaveLength(1);
  });

  test('an edit that throws changes nothing', async () => {
    const memory = new ProjectMemory(path.join(folder, 'memory.json'));
    await memory.remember((m) => void (m.currentProfile = 'kept'));
    const fault = new Error('no');
    await expect(
      memory.remember((m) => {
        m.currentProfile = 'lost';
        throw fault;
      }),
    ).rejects.toBe(fault);
    expect((await memory.recall()).currentProfile).toBe('kept');
  });
});
