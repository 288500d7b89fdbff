import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { VectorCache } from '../../src/library/vector-cache.ts';
import type { VectorRow } from '../../src/store/vector-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-vectors-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const DIMENSIONS = 100;
/** What the numbers of a row take; ids, notes and the head come on top. */
const ROW_BYTES = 4 * DIMENSIONS;
const DAY_MS = 24 * 3_600_000;

const rows = (first: number, count: number): VectorRow[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `track ${first + i}`,
    note: null,
    values: new Float32Array(DIMENSIONS).fill(first + i),
  }));

const files = (): Promise<string[]> => readdir(path.join(folder, 'vectors'));

/** Puts the file that came last so many days into the past. */
async function age(before: readonly string[], days: number): Promise<void> {
  const [fresh] = (await files()).filter((name) => !before.includes(name));
  const then = new Date(Date.now() - days * DAY_MS);
  await utimes(path.join(folder, 'vectors', fresh), then, then);
}

test('of several keys those go first that were not used for longest; what was read counts as used', async () => {
  const roomy = new VectorCache(folder);
  for (const [i, key] of ['old but read', 'old', 'older', 'new'].entries()) {
    const before = await files().catch(() => []);
    await roomy.add(key, rows(0, 10));
    await age(before, [9, 8, 10, 1][i]);
  }
  expect((await roomy.read('old but read')).size).toBe(10);
  await new VectorCache(folder, 30 * ROW_BYTES).prune();
  const left = await Promise.all(['old but read', 'old', 'older', 'new'].map((key) => roomy.read(key)));
  expect(left.map(({ size }) => size)).toEqual([10, 0, 0, 10]);
});

test('a key takes half of the limit at most: what was added last stays, also what was added again', async () => {
  const cache = new VectorCache(folder, 20 * ROW_BYTES);
  await cache.add('key', rows(0, 8));
  await cache.add('key', rows(0, 1));
  await cache.add('key', rows(8, 6));
  const ids = [...(await cache.read('key')).keys()];
  expect(ids).toEqual([5, 6, 7, 0, 8, 9, 10, 11, 12, 13].map((n) => `track ${n}`));
});

test('adding beyond the limit prunes by itself, and a lock of today stays', async () => {
  const cache = new VectorCache(folder, 20 * ROW_BYTES);
  await cache.add('first', rows(0, 10));
  await age([], 3);
  await writeFile(path.join(folder, 'vectors', 'other.vectors.lock'), 'held');
  await cache.add('second', rows(0, 10));
  expect((await cache.read('first')).size).toBe(0);
  expect((await cache.read('second')).size).toBe(10);
  expect(await files()).toContain('other.vectors.lock');
  const sizes = await Promise.all(
    (await files()).map(async (name) => (await stat(path.join(folder, 'vectors', name))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20 * ROW_BYTES);
});
