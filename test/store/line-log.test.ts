import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { archiveOf, LineLog } from '../../src/store/line-log.ts';

let folder: string;
let file: string;
let log: LineLog;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-log-'));
  file = path.join(folder, 'deep', 'events.log');
  log = new LineLog(file);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a log', () => {
  test('that does not exist yet is empty, and reading does not make it', async () => {
    expect(await log.read()).toEqual({ values: [], damaged: [] });
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
  });

  test('gives back what was appended, in order, whatever it was', async () => {
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(json, { maxLength: 4 }), { maxLength: 4 }), async (batches) => {
        await rm(file, { force: true });
        for (const batch of batches) await log.append(batch);
        expect(await log.read()).toEqual({ values: batches.flat(), damaged: [] });
      }),
      { numRuns: 20 },
    );
  });

  test('appends made at the same time are all kept, whole', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, n) => log.append([{ n }, { n }])));
    const { values, damaged } = await log.read();
    expect(damaged).toEqual([]);
    expect((values as { n: number }[]).map(({ n }) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 24 }, (_, i) => Math.floor(i / 2)),
    );
  });
});

describe('damage', () => {
  test('a line cut short anywhere costs that line only, and the next append is whole', async () => {
    await log.append([{ n: 1 }, { n: 2 }]);
    const whole = await readFile(file, 'utf8');
    const start = whole.indexOf('\n') + 1;
    for (let end = start + 1; end < whole.length - 1; end++) {
      await writeFile(file, whole.slice(0, end));
      const torn = await log.read();
      expect(torn.values).toEqual([{ n: 1 }]);
      expect(torn.damaged).toHaveLength(1);
      await log.append([{ n: 3 }]);
      expect((await log.read()).values).toEqual([{ n: 1 }, { n: 3 }]);
    }
  });

  test('a changed byte is found, wherever it is', async () => {
    await log.append([{ a: 'one' }, { a: 'two' }, { a: 'three' }]);
    const whole = await readFile(file);
    const second = whole.indexOf('\n') + 1;
    const third = whole.indexOf('\n', second) + 1;
    for (let at = second; at < third - 1; at++) {
      const bent = Buffer.from(whole);
      bent[at] ^= 0x04;
      await writeFile(file, bent);
      expect((await log.read()).values).toEqual([{ a: 'one' }, { a: 'three' }]);
    }
  });

  test('a folder in its place is said in one sentence', async () => {
    const blocked = new LineLog(folder);
    await expect(blocked.append([1])).rejects.toMatchObject({ kind: 'input', message: expect.stringMatching(/\.$/) });
    await expect(blocked.read()).rejects.toMatchObject({ kind: 'input' });
  });
});

describe('compaction', () => {
  test('keeps what is wanted and moves the rest, with every damaged line, to the archive', async () => {
    await log.append([1, 2, 3, 4]);
    await appendFile(file, 'half a li');
    await log.compact((values) => ({
      kept: values.filter((value) => (value as number) % 2 === 0),
      dropped: values.filter((value) => (value as number) % 2 === 1),
    }));
    expect(await log.read()).toEqual({ values: [2, 4], damaged: [] });
    expect(await new LineLog(archiveOf(file)).read()).toEqual({ values: [1, 3], damaged: ['half a li'] });
  });

  test('with nothing to drop changes no byte', async () => {
    await log.append([1, 2]);
    const before = await readFile(file, 'utf8');
    await log.compact((values) => ({ kept: [...values], dropped: [] }));
    expect(await readFile(file, 'utf8')).toBe(before);
    await expect(readFile(archiveOf(file))).rejects.toThrow(/ENOENT/);
  });
});
