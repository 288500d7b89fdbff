import { mkdtemp, rename, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BounceWatch } from '../../node/max/bounce-watch.ts';
import { findBounces } from '../../src/assistant/bounces.ts';
import { writeWav } from '../../src/audio/write-wav.ts';

const EVERY_MS = 10;
const RATE = 44100;

let folder: string;
let watch: BounceWatch;
/** What was told, in order: `renewed`, `renewed Song Kick.wav`, `gone`, `back`. */
let told: string[];
let wake: () => void;

async function write(name: string, seconds: number): Promise<void> {
  const left = new Float32Array(seconds * RATE).fill(0.1);
  await writeWav(join(folder, name), { sampleRateHz: RATE, left, right: left }, { format: 'pcm16' });
}

async function until(line: string): Promise<void> {
  while (!told.includes(line)) await new Promise<void>((resolve) => (wake = resolve));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer watch '));
  told = [];
  wake = () => undefined;
  const tell = (line: string): void => {
    told.push(line);
    wake();
  };
  watch = new BounceWatch(
    {
      renewed: (_, uneven) => tell(uneven === undefined ? 'renewed' : `renewed ${uneven.slice(folder.length + 1)}`),
      gone: () => tell('gone'),
      back: () => tell('back'),
    },
    EVERY_MS,
  );
  for (const name of ['Song.wav', 'Song Kick.wav', 'Song Bass.wav']) await write(name, 1);
  watch.watch(folder, '', await findBounces(folder));
});
afterEach(async () => {
  watch.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a watched folder of bounces', () => {
  test('a new complete export is told of once', async () => {
    for (const name of ['Song.wav', 'Song Kick.wav', 'Song Bass.wav']) await write(name, 2);
    await until('renewed');
    await new Promise((resolve) => setTimeout(resolve, 10 * EVERY_MS));
    expect(told).toEqual(['renewed']);
  });

  test('one that is written track by track is told of when the last is as long as the others', async () => {
    for (const name of ['Song Kick.wav', 'Song Bass.wav']) await write(name, 2);
    // At rest, and yet not complete.
    await new Promise((resolve) => setTimeout(resolve, 5 * EVERY_MS));
    expect(told).toEqual([]);
    await write('Song.wav', 2);
    await until('renewed');
    expect(told).toEqual(['renewed']);
  });

  test('one that stays uneven is told of all the same, with the file', async () => {
    await write('Song Kick.wav', 2);
    await until('renewed Song Kick.wav');
  });

  test('a folder that goes is told of once, and so is its return', async () => {
    await rename(folder, `${folder} away`);
    await until('gone');
    await rename(`${folder} away`, folder);
    await until('back');
    expect(told).toEqual(['gone', 'back']);
  });

  test('a file that was taken away is a new state too', async () => {
    await unlink(join(folder, 'Song Bass.wav'));
    await until('renewed');
  });
});
