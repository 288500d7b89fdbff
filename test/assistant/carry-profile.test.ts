import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { exportProfile, importProfile } from '../../src/assistant/carry-profile.ts';
import { keepProfile, listProfiles, readProfile } from '../../src/assistant/profiles.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { buildProfile } from '../../src/profile/build-profile.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

let folder: string;
let file: string;
let here: Workshop;
let elsewhere: Workshop;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-carry-'));
  file = path.join(folder, 'carried.json');
  [here, elsewhere] = await Promise.all(['here', 'elsewhere'].map((name) => workshopAt(path.join(folder, name))));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function workshopAt(root: string): Promise<Workshop> {
  return {
    home: await openHome(root),
    workers: { size: 1, run: () => Promise.reject(new Error('No job is needed here.')) },
    progress: SILENT,
    signal: undefined,
    now: () => new Date('2026-01-02T03:04:05Z'),
  };
}

const TRACKS = [...Array.from({ length: 8 }, (_, i) => `/Users/ana/Sekretny/Song ${i}.wav`), '/elsewhere/Song 1.wav'];
const PROFILE = buildProfile({
  name: 'Anas eigene',
  folder: '/Users/ana/Sekretny',
  analyses: [
    ...TRACKS.map((track, seed) => ({ ...syntheticAnalysis({ file: track, seed }), contentHash: `hash of ${seed}` })),
    // Two files of one recording: a finding that names them.
    { ...syntheticAnalysis({ file: '/Users/ana/Sekretny/Kopie.wav', seed: 0 }), contentHash: 'hash of 0' },
  ],
  skipped: [{ file: '/Users/ana/Sekretny/Kaputt.wav', why: 'it is cut short' }],
  seed: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
});

test('without names: the numbers arrive, and neither a path nor a name nor what tells a file is in the carried one', async () => {
  expect(PROFILE.validation.some(({ files }) => files.length > 0)).toBe(true);
  await keepProfile(here, PROFILE);
  await exportProfile(here, { file, profile: 'Anas eigene', named: false });
  const text = await readFile(file, 'utf8');
  for (const secret of ['ana', 'Sekretny', 'Song', 'Kopie', 'Kaputt', 'hash of', '.wav', 'eigene', folder]) {
    expect([secret, text.includes(secret)]).toEqual([secret, false]);
  }
  const imported = await importProfile(elsewhere, { file, name: 'from Ana' });
  expect(await readProfile(elsewhere, 'from Ana')).toEqual(imported);
  expect(imported.library.features).toEqual(PROFILE.library.features);
  expect(imported.references.map(({ vector }) => vector)).toEqual(PROFILE.references.map(({ vector }) => vector));
  expect(new Set(imported.references.map((reference) => reference.file)).size).toBe(PROFILE.references.length);
  expect(imported.clusters.flatMap(({ members }) => members).sort()).toEqual([...imported.library.members].sort());
});

test('with names: tracks are called what their files are, each once, and no path is in it', async () => {
  await keepProfile(here, PROFILE);
  await exportProfile(here, { file, profile: 'Anas eigene', named: true });
  const text = await readFile(file, 'utf8');
  for (const secret of ['/Users', '/elsewhere', 'Sekretny', folder]) {
    expect([secret, text.includes(secret)]).toEqual([secret, false]);
  }
  const { name, library } = await importProfile(elsewhere, { file, name: undefined });
  expect(name).toBe('Anas eigene');
  expect(library.members).toEqual(expect.arrayContaining(['Song 0.wav', 'Song 1.wav', 'Song 1.wav (2)']));
  expect((await listProfiles(elsewhere)).profiles).toMatchObject([{ name: 'Anas eigene', folder: '' }]);
});

test('a profile of that name is not replaced, and what is no export is refused and left alone', async () => {
  await keepProfile(here, PROFILE);
  await exportProfile(here, { file, profile: 'Anas eigene', named: true });
  await expect(importProfile(here, { file, name: undefined })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/already; give this one another name with --name\.$/),
  });
  const kept = path.join(here.home.profiles, 'Anas eigene.json');
  await expect(importProfile(elsewhere, { file: kept, name: 'x' })).rejects.toMatchObject({ kind: 'input' });
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(0, text.length / 2));
  await expect(importProfile(elsewhere, { file, name: 'x' })).rejects.toMatchObject({ kind: 'input' });
  await expect(importProfile(elsewhere, { file, name: '../x' })).rejects.toMatchObject({ kind: 'input' });
  expect((await listProfiles(elsewhere)).profiles).toEqual([]);
});
