import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { exportProfile, importProfile } from '../../src/assistant/carry-profile.ts';
import { learnOwn } from '../../src/assistant/learn-own.ts';
import { learn } from '../../src/assistant/learn.ts';
import { readProfile } from '../../src/assistant/profiles.ts';
import type { Workers } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { ENGINE_VERSION } from '../../src/analysis/analyse-track.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

let folder: string;
let library: string;
let asked: string[];
let workshop: Workshop;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-own-'));
  library = path.join(folder, 'References');
  asked = [];
  workshop = {
    home: await openHome(path.join(folder, 'home')),
    workers: { size: 1, run: measure as Workers['run'] },
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
  };
  for (let seed = 1; seed <= 8; seed++) await put(path.join(library, `Reference ${seed}.wav`), seed);
  await learn(workshop, { folder: library, name: 'mine' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file whose length says what is measured on it. */
async function put(file: string, seed: number): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'x'.repeat(seed));
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, longAgo, longAgo);
  return file;
}

/** Stands for the measuring of audio. */
async function measure(_: 'analyse', { file }: { file: string }): Promise<unknown> {
  asked.push(path.basename(file));
  const content = await readFile(file);
  const contentHash = createHash('sha256').update(content).digest('hex');
  return { ...syntheticAnalysis({ file, seed: content.length }), engine: ENGINE_VERSION, contentHash };
}

const filesOf = async (name?: string): Promise<string[]> =>
  (await readProfile(workshop, name)).references.map(({ file }) => path.basename(file)).sort();

describe('a profile grows by finished tracks', () => {
  test('they count as references, once, and nothing else is measured again', async () => {
    const own = await put(path.join(folder, 'Finished', 'Mine.wav'), 40);
    asked = [];
    const before = await readProfile(workshop, 'mine');
    const { profile } = await learnOwn(workshop, { files: [own, own], name: undefined });
    expect(asked).toEqual(['Mine.wav']);
    expect(profile).toMatchObject({ name: 'mine', folder: library, own: [own] });
    expect(await filesOf()).toHaveLength(9);
    expect(profile.library.features[0].count).toBe(before.library.features[0].count + 1);
    // A second time changes nothing.
    await learnOwn(workshop, { files: [own], name: 'mine' });
    expect(await filesOf()).toHaveLength(9);
  });

  test('they stay when the folder is learned again, until they are gone', async () => {
    const own = await put(path.join(folder, 'Finished', 'Mine.wav'), 40);
    await learnOwn(workshop, { files: [own], name: 'mine' });
    await put(path.join(library, 'Reference 9.wav'), 9);
    await learn(workshop, { folder: library, name: 'mine' });
    expect(await filesOf()).toHaveLength(10);
    await rm(own);
    await learn(workshop, { folder: library, name: 'mine' });
    expect(await filesOf()).toHaveLength(9);
    expect((await readProfile(workshop, 'mine')).own).toBeUndefined();
  });

  test('one that lies in the library counts once', async () => {
    const own = path.join(library, 'Reference 1.wav');
    await learnOwn(workshop, { files: [own], name: 'mine' });
    await learn(workshop, { folder: library, name: 'mine' });
    expect(await filesOf()).toHaveLength(8);
    expect((await readProfile(workshop, 'mine')).own).toEqual([own]);
  });

  test('references whose files are gone stay, as long as they are known', async () => {
    await rm(path.join(library, 'Reference 3.wav'));
    const own = await put(path.join(folder, 'Mine.wav'), 40);
    await learnOwn(workshop, { files: [own], name: 'mine' });
    expect(await filesOf()).toHaveLength(9);
  });

  test('a profile that was learned elsewhere cannot grow here, and stays as it is', async () => {
    const carried = path.join(folder, 'carried.json');
    await exportProfile(workshop, { file: carried, profile: 'mine', named: false });
    const before = await importProfile(workshop, { file: carried, name: 'carried' });
    const own = await put(path.join(folder, 'Mine.wav'), 40);
    await expect(learnOwn(workshop, { files: [own], name: 'carried' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^8 references .* learned elsewhere/),
    });
    expect(await readProfile(workshop, 'carried')).toEqual(before);
  });

  test('a track that is not there is told', async () => {
    await expect(learnOwn(workshop, { files: [path.join(folder, 'gone.wav')], name: 'mine' })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('gone.wav'),
    });
    expect(await filesOf()).toHaveLength(8);
  });
});
