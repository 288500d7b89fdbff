import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { backupOf, readDocument, writeDocument } from '../../src/store/json-document.ts';

const noteDocument = z.object({ schema: z.literal('coproducer.note/1'), text: z.string() });
const note = (text: string) => ({ schema: 'coproducer.note/1' as const, text });
const day = (n: number): Date => new Date(Date.UTC(2026, 0, n, 12));

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-backups-'));
  file = path.join(folder, 'note.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const copies = async (): Promise<string[]> => (await readdir(path.join(folder, 'backups')).catch(() => [])).sort();
const copyOf = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(folder, 'backups', name), 'utf8'));

test('what stood there before the first write of a day is kept, and only that', async () => {
  for (const text of ['a', 'b', 'c']) await writeDocument(noteDocument, file, note(text), day(1));
  for (const text of ['d', 'e']) await writeDocument(noteDocument, file, note(text), day(2));
  expect(await copies()).toEqual(['note.json.2026-01-01', 'note.json.2026-01-02']);
  expect(await copyOf('note.json.2026-01-01')).toEqual(note('a'));
  expect(await copyOf('note.json.2026-01-02')).toEqual(note('c'));
});

test('seven days are kept, each document by itself', async () => {
  const other = path.join(folder, 'note.json.other.json');
  for (let n = 1; n <= 12; n++) {
    await writeDocument(noteDocument, file, note(String(n)), day(n));
    if (n <= 3) await writeDocument(noteDocument, other, note(String(n)), day(n));
  }
  expect((await copies()).filter((name) => name.includes('other'))).toHaveLength(2);
  expect((await copies()).filter((name) => !name.includes('other'))).toEqual(
    Array.from({ length: 7 }, (_, i) => `note.json.2026-01-${String(i + 6).padStart(2, '0')}`),
  );
});

test('after a clock that ran years ahead, days of the present are kept again', async () => {
  for (let n = 1; n <= 9; n++) {
    await writeDocument(noteDocument, file, note(`ahead ${n}`), new Date(Date.UTC(2099, 0, n)));
  }
  for (let n = 1; n <= 5; n++) await writeDocument(noteDocument, file, note(String(n)), day(n));
  expect((await copies()).filter((name) => name.includes('2026'))).toHaveLength(5);
  expect(await copies()).toHaveLength(7);
});

test('a damaged document whose backup is damaged too is put back from the newest good day', async () => {
  for (let n = 1; n <= 4; n++) await writeDocument(noteDocument, file, note(String(n)), day(n));
  await writeFile(file, '{');
  await writeFile(backupOf(file), '');
  await writeFile(path.join(folder, 'backups', 'note.json.2026-01-04'), 'garbage');
  const lines: string[] = [];
  expect(await readDocument(noteDocument, file, (line) => lines.push(line))).toEqual(note('2'));
  expect(lines).toEqual([expect.stringMatching(/damaged-1.*note\.json\.2026-01-03/)]);
  expect(await readDocument(noteDocument, file)).toEqual(note('2'));
});
