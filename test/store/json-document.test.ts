import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import {
  backupOf,
  readDocument,
  readDocumentIfThere,
  readGivenDocument,
  writeDocument,
} from '../../src/store/json-document.ts';

const noteDocument = z.object({ schema: z.literal('coproducer.note/1'), text: z.string(), gainDb: z.number() });
const note = (text: string, gainDb = 0) => ({ schema: 'coproducer.note/1' as const, text, gainDb });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-store-'));
  file = path.join(folder, 'deep', 'note.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writing and reading', () => {
  test('whatever is written is read back exactly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        // JSON has one zero.
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x)),
        async (text, gainDb) => {
          await writeDocument(noteDocument, file, note(text, gainDb));
          expect(await readDocument(noteDocument, file)).toEqual(note(text, gainDb));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('the version before is kept as backup, and no temporary file or lock stays behind', async () => {
    await writeDocument(noteDocument, file, note('first'));
    await writeDocument(noteDocument, file, note('second'));
    expect(await readDocument(noteDocument, backupOf(file))).toEqual(note('first'));
    expect((await readdir(path.dirname(file))).sort()).toEqual(['note.json', 'note.json.bak']);
  });

  test('a value that is not finite is refused before anything is touched', async () => {
    await writeDocument(noteDocument, file, note('good'));
    await expect(writeDocument(noteDocument, file, note('bad', -Infinity))).rejects.toThrow(z.ZodError);
    expect(await readDocument(noteDocument, file)).toEqual(note('good'));
  });

  test('many writers at once leave one whole document', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => `${i}`.repeat(5000));
    await Promise.all(texts.map((text) => writeDocument(noteDocument, file, note(text))));
    expect(texts).toContain((await readDocument(noteDocument, file)).text);
  });
});

describe('damage', () => {
  test.each([
    ['cut short', '{"schema":"coproducer.note/1","te'],
    ['emptied', ''],
    ['a wrong type', JSON.stringify({ schema: 'coproducer.note/1', text: 7, gainDb: 0 })],
  ])('%s: the file is set aside, named, and the backup takes its place', async (_name, damage) => {
    await writeDocument(noteDocument, file, note('first'));
    await writeDocument(noteDocument, file, note('second'));
    await writeFile(file, damage);
    const lines: string[] = [];
    expect(await readDocument(noteDocument, file, (line) => lines.push(line))).toEqual(note('first'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('note.json.damaged-1');
    expect(await readFile(`${file}.damaged-1`, 'utf8')).toBe(damage);
    expect(await readDocument(noteDocument, file)).toEqual(note('first'));
  });

  test('without a backup the failure is one sentence that names where the damaged file went', async () => {
    await writeDocument(noteDocument, file, note('only'));
    await writeFile(file, '{');
    await expect(readDocument(noteDocument, file)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/note\.json is not readable as JSON .*note\.json\.damaged-1.*\.$/),
    });
    expect(await readDocumentIfThere(noteDocument, file)).toBeUndefined();
  });

  test('writing over a damaged file does not push the good backup out', async () => {
    await writeDocument(noteDocument, file, note('first'));
    await writeDocument(noteDocument, file, note('second'));
    await writeFile(file, 'garbage');
    await writeDocument(noteDocument, file, note('third'));
    expect(await readDocument(noteDocument, backupOf(file))).toEqual(note('first'));
  });
});

describe('the wrong file', () => {
  test.each([
    ['coproducer.note/2', 'newer version'],
    ['coproducer.note/0', 'no longer read'],
    ['coproducer.plan/1', 'is a coproducer.plan document'],
    ['other', 'is not a coproducer.note/1 document'],
  ])('schema %s, handed in by a person, is refused and left alone', async (schema, words) => {
    const text = JSON.stringify({ ...note('x'), schema });
    const given = path.join(folder, 'given.json');
    await writeFile(given, text);
    await expect(readGivenDocument(noteDocument, given)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(words),
    });
    expect(await readdir(folder)).toEqual(['given.json']);
    expect(await readFile(given, 'utf8')).toBe(text);
  });

  test('one of a newer version in the home is refused and left alone', async () => {
    await writeDocument(noteDocument, file, note('ours'));
    const newer = JSON.stringify({ ...note('x'), schema: 'coproducer.note/2' });
    await writeFile(file, newer);
    await expect(readDocument(noteDocument, file)).rejects.toThrow(/newer version .* update Coproducer/);
    expect(await readFile(file, 'utf8')).toBe(newer);
  });

  test.each([['coproducer.plan/1'], ['other']])(
    'one of the schema %s in the home is set aside, named, and the backup used',
    async (schema) => {
      await writeDocument(noteDocument, file, note('first'));
      await writeDocument(noteDocument, file, note('second'));
      const foreign = JSON.stringify({ ...note('x'), schema });
      await writeFile(file, foreign);
      const lines: string[] = [];
      expect(await readDocument(noteDocument, file, (line) => lines.push(line))).toEqual(note('first'));
      expect(lines).toEqual([expect.stringContaining('note.json.damaged-1')]);
      expect(await readFile(`${file}.damaged-1`, 'utf8')).toBe(foreign);
    },
  );

  test('a file a person handed in is never moved, and the wrong field is named', async () => {
    const given = path.join(folder, 'given.json');
    await writeFile(given, JSON.stringify({ ...note('x'), gainDb: 'loud' }));
    await expect(readGivenDocument(noteDocument, given)).rejects.toThrow(/"gainDb"/);
    expect(await readdir(folder)).toEqual(['given.json']);
  });

  test('a missing file and a folder in its place are said in one sentence', async () => {
    await expect(readDocument(noteDocument, file)).rejects.toMatchObject({ kind: 'input' });
    await expect(readGivenDocument(noteDocument, folder)).rejects.toMatchObject({ kind: 'input' });
    await expect(writeDocument(noteDocument, folder, note('x'))).rejects.toMatchObject({ kind: 'input' });
  });

  test('a byte order mark, as editors on Windows leave it, is no damage', async () => {
    const given = path.join(folder, 'given.json');
    await writeFile(given, `\uFEFF${JSON.stringify(note('x'))}`);
    expect(await readGivenDocument(noteDocument, given)).toEqual(note('x'));
  });
});
