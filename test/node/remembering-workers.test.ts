import { copyFile, link, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RememberingWorkers } from '../../node/threads/remembering-workers.ts';
import { SameThread } from '../../node/threads/same-thread.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { NO_MASTER_CHAIN } from '../../src/fixes/master-chain.ts';
import { GRID } from '../fixes/rendered/dance-mix.ts';

const RATE = 44100;
const LONG_AGO = new Date('2026-01-01T12:00:00Z');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-remembering-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Three seconds of a tone, written long ago. */
async function tone(name: string, hz: number, when = LONG_AGO): Promise<string> {
  const file = join(folder, name);
  const left = Float32Array.from({ length: 3 * RATE }, (_, n) => 0.3 * Math.sin((2 * Math.PI * hz * n) / RATE));
  await writeWav(file, { sampleRateHz: RATE, left, right: left.slice() }, { format: 'float32' });
  await utimes(file, when, when);
  return file;
}

function workers(limits?: { mostBytes?: number; keptMs?: number }): RememberingWorkers {
  return new RememberingWorkers(new SameThread(), { mostBytes: 1e9, keptMs: 60_000, ...limits });
}

test('what was heard is not heard again, until the file changes', async () => {
  const file = await tone('stem.wav', 440);
  const remembering = workers();
  const first = await remembering.run('surveyStem', { file });
  const again = await remembering.run('surveyStem', { file });
  expect(again.outline).toBe(first.outline);
  expect(again).toEqual(await new SameThread().run('surveyStem', { file }));
  await tone('stem.wav', 880, new Date(LONG_AGO.getTime() + 60_000));
  const changed = await remembering.run('surveyStem', { file });
  expect(changed.outline).not.toEqual(first.outline);
});

test('the same file under another name is known, by its new name', async () => {
  const file = await tone('one.wav', 300);
  const other = join(folder, 'other name.wav');
  await link(file, other);
  const remembering = workers();
  const first = await remembering.run('surveyStem', { file });
  const again = await remembering.run('surveyStem', { file: other });
  expect(again.file).toBe(other);
  expect(again.outline).toBe(first.outline);
});

test('stems are weighed again only where one of them or what is asked for is another', async () => {
  const stems = [
    { track: 'A', file: await tone('a.wav', 200) },
    { track: 'B', file: await tone('b.wav', 900) },
  ];
  const remembering = workers();
  const weigh = (endSeconds: number): ReturnType<typeof remembering.run<'sectionGram'>> =>
    remembering.run('sectionGram', {
      ...{ stems, bounce: undefined, sampleRateHz: RATE },
      sections: [{ kind: 'drop', ranges: [{ startSeconds: 0, endSeconds }] }],
    });
  const first = await weigh(2);
  expect(await weigh(2)).toBe(first);
  const longer = await weigh(3);
  expect(longer[0].seconds).toBe(3);
  await tone('b.wav', 950, new Date(LONG_AGO.getTime() + 60_000));
  const changed = await weigh(2);
  expect(changed).not.toBe(first);
});

test('a passage that is begun is with its thread by the time that is told, and known from then on', async () => {
  const file = await tone('passage.wav', 300);
  const asked = {
    ...{ stems: [{ track: 'A', file }], bounce: file, sampleRateHz: RATE, bandCentreHz: [] },
    stretch: {
      ...{ kind: 'drop' as const, bars: 0, startSeconds: 0, endSeconds: 2 },
      ...{ rest: undefined, summit: undefined, elsewhere: [] },
    },
    grid: GRID,
    chain: { ...NO_MASTER_CHAIN, trust: 'none' as const },
  };
  const thread = new SameThread();
  const handed: string[] = [];
  const remembering = new RememberingWorkers({
    size: 1,
    run: (name, input, signal) => {
      handed.push(name);
      return thread.run(name, input, signal);
    },
  });
  const { known, coming } = await remembering.begin('hearPassage', asked);
  expect(handed).toEqual(['hearPassage']);
  expect(known).toBeUndefined();
  const heard = await coming;
  expect(heard?.section.frames).toBe(2 * RATE);
  expect(await remembering.begin('hearPassage', asked)).toEqual({ known: heard });
  expect(await remembering.run('hearPassage', asked)).toBe(heard);
  expect(handed).toHaveLength(1);
});

test('a file that was just written may be written again within its time stamp, and is heard again', async () => {
  const file = await tone('young.wav', 440, new Date());
  const remembering = workers();
  const first = await remembering.run('surveyStem', { file });
  const again = await remembering.run('surveyStem', { file });
  expect(again.outline).not.toBe(first.outline);
  expect(again).toEqual(first);
});

test('what is too much is forgotten, the longest unused first', async () => {
  const [old, used, last] = [await tone('old.wav', 100), await tone('used.wav', 200), await tone('last.wav', 300)];
  const one = await workers().run('surveyStem', { file: old });
  // Room for two and a half.
  const bytes = [one.outline, one.snippets, one.ear.powers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const remembering = workers({ mostBytes: 2.5 * bytes });
  const heard = [];
  for (const file of [old, used]) heard.push(await remembering.run('surveyStem', { file }));
  await remembering.run('surveyStem', { file: old });
  heard.push(await remembering.run('surveyStem', { file: last }));
  expect((await remembering.run('surveyStem', { file: old })).outline).toBe(heard[0].outline);
  expect((await remembering.run('surveyStem', { file: last })).outline).toBe(heard[2].outline);
  expect((await remembering.run('surveyStem', { file: used })).outline).not.toBe(heard[1].outline);
});

test('a failure is not remembered', async () => {
  const remembering = workers();
  const file = join(folder, 'late.wav');
  await expect(remembering.run('surveyStem', { file })).rejects.toMatchObject({ name: 'Failure', kind: 'input' });
  await copyFile(await tone('source.wav', 440), file);
  expect((await remembering.run('surveyStem', { file })).sampleRateHz).toBe(RATE);
});

test('what is known is not handed to whoever has cancelled', async () => {
  const file = await tone('cancelled.wav', 440);
  const remembering = workers();
  await remembering.run('surveyStem', { file });
  await expect(remembering.run('surveyStem', { file }, AbortSignal.abort())).rejects.toMatchObject({
    kind: 'cancelled',
  });
});

test('all is forgotten some time after the last question', async () => {
  const file = await tone('evening.wav', 440);
  const remembering = workers({ keptMs: 1 });
  const first = await remembering.run('surveyStem', { file });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await remembering.run('surveyStem', { file })).outline).not.toBe(first.outline);
});
