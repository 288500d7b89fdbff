import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { embeddedSetDocument } from '../../src/live/embedded/set-document.ts';
import { analysisDocument } from '../../src/store/analysis-document.ts';
import { brought, type DocumentStep } from '../../src/store/document-steps.ts';
import { readDocument, readGivenDocument } from '../../src/store/json-document.ts';
import { wholeProfile } from '../../src/store/kept-profile.ts';
import { keptProfileDocument } from '../../src/store/kept-profile-document.ts';
import { memoryDocument } from '../../src/store/memory-document.ts';
import { planDocument } from '../../src/store/plan-document.ts';
import { receiptDocument } from '../../src/store/receipt-document.ts';

/** Documents that earlier versions of this program have written, as they lay in their homes. */
const OLD = path.join(__dirname, 'version-0.1');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-older-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function oldText(name: string): Promise<string> {
  const bytes = await readFile(path.join(OLD, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

async function put(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

describe('what version 0.1 wrote', () => {
  test.each([
    ['analysis.json.gz', analysisDocument],
    ['memory.json', memoryDocument],
    ['plan.json', planDocument],
    ['receipt.json', receiptDocument],
    ['set.json.gz', embeddedSetDocument],
  ])('%s is read as it is, with everything that is in it', async (name, schema) => {
    const text = await oldText(name);
    const file = await put('old.json', text);
    expect(await readDocument(schema, file)).toMatchObject(JSON.parse(text) as object);
    expect(await readdir(folder)).toEqual(['old.json']);
  });

  test('a profile is brought to the form that is kept now, says the same, and the old one stays beside it', async () => {
    const text = await oldText('profile.json.gz');
    const file = await put('mine.json', text);
    const lines: string[] = [];
    const kept = await readDocument(keptProfileDocument, file, (line) => lines.push(line));
    expect(wholeProfile(kept)).toEqual(JSON.parse(text));
    expect(lines).toEqual([expect.stringContaining(path.join('backups', 'mine.json.coproducer.profile-1'))]);
    expect(await readFile(path.join(folder, 'backups', 'mine.json.coproducer.profile-1'), 'utf8')).toBe(text);
    // Once and for all.
    expect(await readDocument(keptProfileDocument, file, (line) => lines.push(line))).toEqual(kept);
    expect(lines).toHaveLength(1);
  });

  test('a profile that a person handed in is read, and not touched', async () => {
    const text = await oldText('profile.json.gz');
    const file = await put('mine.json', text);
    expect(wholeProfile(await readGivenDocument(keptProfileDocument, file))).toEqual(JSON.parse(text));
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['mine.json']);
  });

  test('an old profile that is damaged goes the way of any damaged document', async () => {
    const old = JSON.parse(await oldText('profile.json.gz')) as object;
    const file = await put('mine.json', JSON.stringify({ ...old, columns: undefined }));
    await expect(readDocument(keptProfileDocument, file)).rejects.toThrow(/coproducer\.profile\/1.*damaged-1/);
  });

  test('one changed digit in the numbers of a kept profile is found, and the backup used', async () => {
    const file = await put('mine.json', await oldText('profile.json.gz'));
    const kept = await readDocument(keptProfileDocument, file);
    await cp(file, `${file}.bak`);
    const { doubles } = kept.vectors;
    const at = doubles.length >> 1;
    const bent = doubles.slice(0, at) + (doubles[at] === 'A' ? 'B' : 'A') + doubles.slice(at + 1);
    await writeFile(file, JSON.stringify({ ...kept, vectors: { ...kept.vectors, doubles: bent } }));
    const lines: string[] = [];
    expect(await readDocument(keptProfileDocument, file, (line) => lines.push(line))).toEqual(kept);
    expect(lines).toEqual([expect.stringMatching(/checksum.*mine\.json\.bak/)]);
  });
});

describe('steps', () => {
  const steps: Record<string, DocumentStep> = {
    'coproducer.gain/1': (older) => ({ schema: 'coproducer.gain/2', gainDb: (older as { gain: number }).gain }),
    'coproducer.gain/2': (older) => ({ ...(older as object), schema: 'coproducer.gain/3', unit: 'dB' }),
    'coproducer.stuck/1': (older) => older,
  };
  const wanted = (document: unknown): object | undefined =>
    (document as { schema: string }).schema === 'coproducer.gain/3' ? (document as object) : undefined;

  test('follow one another', () => {
    expect(brought({ schema: 'coproducer.gain/1', gain: -3 }, wanted, steps)).toEqual({
      schema: 'coproducer.gain/3',
      gainDb: -3,
      unit: 'dB',
    });
  });

  test.each([{ schema: 'coproducer.gain/9' }, { schema: 'coproducer.stuck/1' }, { schema: 'toString' }, {}, 7, null])(
    'lead nowhere from %j',
    (document) => {
      expect(brought(document, wanted, steps)).toBeUndefined();
    },
  );
});
