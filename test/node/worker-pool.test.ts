import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkerPool } from '../../node/threads/worker-pool.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { NATIVE_CODE } from '../../src/similarity/native-code.ts';
import { PROGRAM } from './run-program.ts';

let folder: string;
const pools: WorkerPool[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-pool-'));
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function poolOf(size: number, script = PROGRAM): WorkerPool {
  const pool = new WorkerPool(script, size);
  pools.push(pool);
  return pool;
}

/** A mono click a beat at 120 BPM: short, and still a track. */
async function clicks(name: string, seconds: number): Promise<string> {
  const file = join(folder, name);
  const left = new Float32Array(seconds * 44100);
  for (let index = 0; index < left.length; index += 22050) left.fill(0.5, index, index + 441);
  await writeWav(file, { sampleRateHz: 44100, left, right: left.slice() }, { format: 'pcm16' });
  return file;
}

describe('through the built program', () => {
  test('jobs run in threads and their answers come back to whoever asked', async () => {
    const pool = poolOf(2);
    const files = await Promise.all([3, 4, 5].map((seconds) => clicks(`${seconds}.wav`, seconds)));
    const surveys = await Promise.all(files.map((file) => pool.run('surveyStem', { file })));
    expect(surveys.map(({ file }) => file)).toEqual(files);
  });

  test('a failure keeps its kind, its sentence and its class', async () => {
    const missing = join(folder, 'missing.wav');
    await expect(poolOf(1).run('analyse', { file: missing })).rejects.toMatchObject({
      name: 'Failure',
      kind: 'input',
      message: expect.stringContaining('missing.wav') as unknown,
    });
  });

  test('a fault of the program is no failure', async () => {
    const fault = await poolOf(1)
      .run('nonsense' as 'analyse', { file: '' })
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Error);
    expect(fault).not.toHaveProperty('kind');
  });

  test('an input that no thread can be sent is refused, and the thread is used again', async () => {
    const pool = poolOf(1);
    const file = (() => '') as unknown as string;
    await expect(pool.run('analyse', { file })).rejects.toThrow('could not be cloned');
    const clip = await clicks('again.wav', 3);
    await expect(pool.run('surveyStem', { file: clip })).resolves.toMatchObject({ file: clip });
  });

  test('a cancelled computation stops at once, and the pool goes on', async () => {
    const pool = poolOf(1);
    const cancellation = new AbortController();
    const order = {
      recipe: { seed: 1, style: 'uplifting' as const, bars: 64 },
      folder: join(folder, 'long'),
      stems: false,
      faults: [],
    };
    const long = pool.run('renderSong', order, cancellation.signal);
    setTimeout(() => cancellation.abort(), 300);
    await expect(long).rejects.toMatchObject({ kind: 'cancelled' });
    const clip = await clicks('after.wav', 3);
    await expect(pool.run('surveyStem', { file: clip })).resolves.toMatchObject({ file: clip });
  });
});

/**
 * A thread's script of the same border that tells which thread it is and what it was asked, and can be made to die: the
 * built program never does so on purpose.
 */
const OTHER_SCRIPT = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', ({ id, input }) => {
  if (input.file === 'exit') process.exit(7);
  if (input.file === 'throw') setTimeout(() => { throw new Error('boom'); });
  else if (input.file === 'die idle') { parentPort.postMessage({ id, output: threadId }); setTimeout(() => process.exit(0), 20); }
  else if (input.file !== 'hang') setTimeout(() => parentPort.postMessage({ id, output: { threadId, asked: input.file } }), 10);
});`;

describe('threads', () => {
  let script: string;

  beforeAll(async () => {
    script = join(folder, 'thread.cjs');
    await writeFile(script, OTHER_SCRIPT);
  });

  const ask = (pool: WorkerPool, file: string, signal?: AbortSignal): Promise<{ threadId: number; asked: string }> =>
    pool.run('surveyStem', { file }, signal) as unknown as Promise<{ threadId: number; asked: string }>;

  test('are reused, and no more are started than the pool is wide', async () => {
    const pool = poolOf(2, script);
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ask(pool, name)));
    expect(answers.map(({ asked }) => asked)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(2);
  });

  test('begin jobs in the order they were asked for', async () => {
    const pool = poolOf(1, script);
    const ended: string[] = [];
    const names = ['first', 'second', 'third', 'fourth'];
    await Promise.all(names.map((name) => ask(pool, name).then(({ asked }) => ended.push(asked))));
    expect(ended).toEqual(names);
  });

  test.each([
    ['ends', 'exit', 'ended with code 7'],
    ['throws', 'throw', 'boom'],
  ])('one that %s fails its own job only', async (_, fatal, message) => {
    const pool = poolOf(1, script);
    const crash = ask(pool, fatal);
    const next = ask(pool, 'next');
    await expect(crash).rejects.toThrow(message);
    await expect(next).resolves.toMatchObject({ asked: 'next' });
  });

  test('one that dies while idle is replaced', async () => {
    const pool = poolOf(1, script);
    await ask(pool, 'die idle');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(ask(pool, 'next')).resolves.toMatchObject({ asked: 'next' });
  });

  test('a job that still waits is cancelled without waiting for the one before it', async () => {
    const pool = poolOf(1, script);
    const hanging = ask(pool, 'hang').catch((error: unknown) => error);
    const cancellation = new AbortController();
    const waiting = ask(pool, 'never begun', cancellation.signal);
    cancellation.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    await pool.close();
    expect(await hanging).toMatchObject({ kind: 'cancelled' });
  });

  test('nothing begins after a signal has fired or the pool was closed', async () => {
    const pool = poolOf(1, script);
    await expect(ask(pool, 'a', AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
    await pool.close();
    await expect(ask(pool, 'a')).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

test('a thread inside native code is ended only once it has left it', async () => {
  const script = join(folder, 'native.cjs');
  const [entered, left] = [join(folder, 'entered'), join(folder, 'left')];
  await writeFile(
    script,
    `const { parentPort, workerData } = require('node:worker_threads');
     const { writeFileSync } = require('node:fs');
     parentPort.on('message', () => {
       Atomics.store(workerData.nativeCode, 0, ${NATIVE_CODE.inside});
       writeFileSync(${JSON.stringify(entered)}, '');
       setTimeout(() => {
         writeFileSync(${JSON.stringify(left)}, '');
         Atomics.store(workerData.nativeCode, 0, ${NATIVE_CODE.outside});
       }, 300);
     });`,
  );
  const pool = poolOf(1, script);
  const cancellation = new AbortController();
  const job = pool.run('analyse', { file: '' }, cancellation.signal);
  while (!existsSync(entered)) await delay(10);
  cancellation.abort();
  await expect(job).rejects.toMatchObject({ kind: 'cancelled' });
  expect(existsSync(left)).toBe(false);
  await pool.close();
  // Closing asks again, and waits as well.
  expect(existsSync(left)).toBe(true);
});
