import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { contentHashOf } from '../../src/audio/content-hash.ts';
import { StemCache, type RecordName } from '../../src/library/stem-cache.ts';
import { packedDoubles, packedFloats, packedNumber } from '../../src/store/packed-json.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-stem-cache-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NAME: RecordName = { what: 'sums 1', contents: ['a', 'b'], about: [0.5] };
const schema = z.object({ values: packedDoubles, floats: packedFloats, level: packedNumber });
const HOUR_MS = 3_600_000;

/** A file that was changed long enough ago to be known by its time. */
async function fileOf(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  const then = new Date(Date.now() - HOUR_MS);
  await utimes(file, then, then);
  return file;
}

async function hear(cache: StemCache, files: readonly string[]): Promise<void> {
  const stamps = await cache.stampsOf(files);
  for (const [i, file] of files.entries()) await cache.note(file, stamps[i], await contentHashOf(file));
}

test('another process reads the numbers that were kept, to the last bit, and none of another name or form', async () => {
  const values = Float64Array.of(0.1, -0, Infinity, NaN, Number.MIN_VALUE);
  const floats = Float32Array.of(0.1, -0, -Infinity, NaN, 1e-45);
  await new StemCache(folder).keep(NAME, { values, floats, level: -Infinity });
  const cache = new StemCache(folder);
  expect(await cache.read(NAME, schema)).toEqual({ values, floats, level: -Infinity });
  for (const other of [{ what: 'sums 2' }, { contents: ['b', 'a'] }, { about: [0.25] }])
    expect(await cache.read({ ...NAME, ...other }, schema)).toBeUndefined();
  expect(await cache.read(NAME, z.object({ level: z.string().max(3) }))).toBeUndefined();
});

test('files are known by what was heard of them until they change, and again where they are copied to', async () => {
  const files = [await fileOf('one.wav', 'one'), await fileOf('two.wav', 'two')];
  const cache = new StemCache(folder);
  expect(await cache.contentsOf(files)).toBeUndefined();
  await hear(cache, files);
  const contents = await new StemCache(folder).contentsOf(files);
  expect(contents).toEqual(await Promise.all(files.map((file) => contentHashOf(file))));

  const copy = path.join(folder, 'copy.wav');
  await copyFile(files[1], copy);
  expect(await new StemCache(folder).contentsOf([files[0], copy])).toEqual(contents);
  await fileOf('one.wav', 'new');
  expect(await new StemCache(folder).contentsOf(files)).toBeUndefined();
  expect(await cache.contentsOf([path.join(folder, 'gone.wav')])).toBeUndefined();
});

test('a file that changes while it is heard is not noted', async () => {
  const file = await fileOf('one.wav', 'one');
  const cache = new StemCache(folder);
  const [stamp] = await cache.stampsOf([file]);
  await writeFile(file, 'longer');
  await cache.note(file, stamp, 'what was heard before');
  expect(await cache.contentsOf([file])).toBeUndefined();
});

test('beyond the limit the records go that were not used for longest', async () => {
  const cache = new StemCache(folder, 3000);
  const records = async (): Promise<string[]> =>
    (await readdir(path.join(folder, 'stems'))).filter((name) => name.endsWith('.json'));
  for (let i = 0; i < 4; i++) {
    const before: readonly string[] = await records().catch(() => []);
    await cache.keep({ ...NAME, about: i }, { values: new Float64Array(100), floats: new Float32Array(0), level: i });
    const then = new Date(Date.now() - (10 - i) * HOUR_MS);
    for (const name of await records())
      if (!before.includes(name)) await utimes(path.join(folder, 'stems', name), then, then);
  }
  const left = await Promise.all([0, 1, 2, 3].map((about) => cache.read({ ...NAME, about }, schema)));
  expect(left.map((record) => record?.level)).toEqual([undefined, undefined, 2, 3]);
});
