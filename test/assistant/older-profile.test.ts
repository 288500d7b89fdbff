import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { learn } from '../../src/assistant/learn.ts';
import { measureGap } from '../../src/assistant/measure-gap.ts';
import { keepProfile, readProfile } from '../../src/assistant/profiles.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { RATE_HZ, pinkNoise } from '../analysis/signals.ts';

const notes: string[] = [];
let folder: string;
let workshop: Workshop;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'older-profile-'));
  await mkdir(join(folder, 'References'));
  for (const seed of [1, 2, 3]) {
    const left = pinkNoise(4, seed);
    await writeWav(
      join(folder, 'References', `${seed}.wav`),
      { sampleRateHz: RATE_HZ, left, right: left },
      { format: 'pcm24' },
    );
  }
  workshop = {
    home: await openHome(join(folder, 'home')),
    workers: new SameThread(),
    progress: { ...SILENT, note: (line) => notes.push(line) },
    signal: undefined,
    now: () => new Date(0),
  };
  await learn(workshop, { folder: join(folder, 'References'), name: 'noise' });
});
afterAll(() => rm(folder, { recursive: true }));

test('a mix that is measured otherwise than its references were is told so, and any other is not', async () => {
  const asked = { mix: join(folder, 'References', '1.wav'), profile: 'noise' };
  const told = async (): Promise<string[]> => {
    notes.length = 0;
    await measureGap(workshop, asked);
    return notes.filter((line) => line.includes('another version'));
  };
  expect(await told()).toEqual([]);
  await keepProfile(workshop, { ...(await readProfile(workshop, 'noise')), engine: 'analysis-1' });
  expect(await told()).toEqual([
    '"noise" was learned by another version, which measured some things otherwise: learn its folder again.',
  ]);
});
