import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import type { TakesDocument } from '../../src/store/takes-document.ts';
import { record, SongClock, writeTakeFile } from '../capture/song-clock.ts';
import { documentIn } from './document-in.ts';
import { runProgram } from './run-program.ts';

const RATE = 22050;
const FRAMES = 12 * RATE;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-takes-'));
  const takes = join(folder, 'Takes');
  mkdirSync(takes);
  const clock = new SongClock({
    sampleRateHz: RATE,
    tempoBpm: 140,
    frames: FRAMES,
    playFrom: 5000,
    playTo: FRAMES - 500,
  });
  const random = seededRandom(5);
  const sound = Float32Array.from({ length: FRAMES }, () => 0.25 * (2 * random() - 1));
  const known = [
    { track: 'Kick', from: 40, latency: 0 },
    { track: 'Main', from: 0, latency: 300 },
  ];
  const entries = known.map(({ track, from, latency }, i): TakesDocument['takes'][number] => {
    const file = `take ${i}.wav`;
    writeTakeFile(join(takes, file), record(clock, { track, from, to: FRAMES, latency, sound }), RATE);
    return { file, track, isMain: track === 'Main', volumeDb: 0, pan: 0, isAutomated: false, devicesBehind: [] };
  });
  const document: TakesDocument = { schema: 'coproducer.takes/1', createdAt: '', takes: entries };
  writeFileSync(join(takes, 'takes.json'), JSON.stringify(document));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) =>
  runProgram([
    'capture',
    join(folder, 'Takes'),
    '--out',
    join(folder, 'Stems'),
    '--home',
    join(folder, 'home'),
    ...args,
  ]);

test('capture says what it made, and what to do next', async () => {
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(
    stdout
      .replaceAll(folder, '…')
      .replaceAll('\\', '/')
      .replaceAll('"', '')
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual([
    'Capture.wav  0:12, and 1 stem, aligned to the sample',
    '              peak     moved by',
    '  Kick  −12.0 dBFS  300 samples  Capture Kick.wav',
    'Kick came 300 samples before the mix, as devices delay it; it was moved.',
    '',
    'What to change:  coproducer suggest …/Stems/Capture.wav --stems …/Stems',
    '',
  ]);
});

test('capture --json gives the document', async () => {
  const made = documentIn(await run('--json'), 'capture');
  expect(made.stems).toMatchObject([{ track: 'Kick', lagFrames: -300, lagFrom: 'measured' }]);
});
