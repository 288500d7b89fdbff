import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAmxd } from '../../device/amxd.ts';
import { PieceBox } from '../../device/message-pieces.ts';
import { NO_SETTINGS, type StripView } from '../../device/messages.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { captureDocument } from '../../src/store/capture-document.ts';
import { SongClock } from '../capture/song-clock.ts';
import { LiveHost } from './live/live-host.ts';
import { bridgeGlobals } from './runtime/bridge-globals.ts';
import { MaxNames } from './runtime/max-names.ts';
import { ChildNode } from './runtime/node-process.ts';
import { PatchRuntime } from './runtime/patch-runtime.ts';
import { measureText } from './runtime/renderer.ts';
import { RealScheduler } from './runtime/scheduler.ts';

/**
 * Six Coproducers in one set, every piece of them real: the built device, its scripts, the program in Node. Only the
 * audio engine, and the objects that belong to it, are models.
 */
const DEVICE = join('dist', 'Coproducer');
const RATE = 22050;
const VECTOR = 64;
const TEMPO_BPM = 138;
/** A little more than 16 beats. */
const SONG_FRAMES = VECTOR * Math.ceil((8 * RATE) / VECTOR);

interface Track {
  name: string;
  volumeDb: number;
  /** What devices in front of the recording delay. */
  latency: number;
}

const TRACKS: readonly Track[] = [
  { name: 'Kick', volumeDb: -3, latency: 0 },
  { name: 'Bass', volumeDb: 0, latency: 512 },
  { name: 'Lead', volumeDb: -6, latency: 64 },
  { name: 'Pad', volumeDb: -4, latency: 0 },
  { name: 'Hats', volumeDb: -2, latency: 1000 },
];
const MAIN: Track = { name: 'Main', volumeDb: 0, latency: 1024 };
const ALL = [...TRACKS, MAIN];

const COPRODUCER = { device: 'Coproducer', className: 'MxDeviceAudioEffect' };

let folder: string;
let runtimes: Map<string, PatchRuntime>;
let node: ChildNode | undefined;
const views: StripView[] = [];
/** By the frames of the song; the main track's is the sum through the faders. */
let sounds: Map<string, Float32Array>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-set-'));
  mkdirSync(join(folder, 'Bounces'));
  const set = await EmbeddedSet.create({
    name: 'Aurora',
    tempoBpm: TEMPO_BPM,
    tracks: ALL.map(({ name, volumeDb }) => ({
      name,
      kind: name === 'Main' ? 'main' : 'audio',
      mixer: { Volume: volumeDb },
      devices: [COPRODUCER],
    })),
  });
  const noise = (seed: number): Float32Array => {
    const random = seededRandom(seed);
    return Float32Array.from({ length: SONG_FRAMES }, () => 0.2 * (2 * random() - 1));
  };
  sounds = new Map(TRACKS.map(({ name }, i) => [name, noise(i + 1)]));
  const mix = new Float32Array(SONG_FRAMES);
  for (const { name, volumeDb } of TRACKS)
    sounds.get(name)!.forEach((sample, n) => (mix[n] += 10 ** (volumeDb / 20) * sample));
  sounds.set('Main', mix);

  const names = new MaxNames();
  const scheduler = new RealScheduler();
  const kept = JSON.stringify({
    ...NO_SETTINGS,
    set: 'aurora',
    revision: 1,
    folder: join(folder, 'Bounces').replaceAll('\\', '/'),
  });
  const { patch } = readAmxd(readFileSync(join(DEVICE, 'Coproducer.amxd')));
  runtimes = new Map(
    ALL.map(({ name }) => {
      const host = new LiveHost(set, { track: name });
      host.loaded = true;
      const runtime = new PatchRuntime(patch, {
        folder: DEVICE,
        scheduler,
        names,
        measureText,
        ...(name === 'Main' && { kept }),
        globals: bridgeGlobals(host, scheduler),
        startNode: (file, ends) => {
          const seen = new PieceBox<'view'>();
          const child = new ChildNode(
            file,
            {
              ...ends,
              data: (message) => {
                const [word, , about, ...atoms] = message;
                if (word === 'to' && about === 'view') {
                  const view = seen.take(atoms)?.document;
                  if (view?.place.kind === 'main') views.push(view);
                }
                ends.data(message);
              },
            },
            { COPRODUCER_HOME: join(folder, 'home') },
          );
          return new Proxy(child, {
            get: (target, key) => {
              if (key === 'start') node = target;
              const value = Reflect.get(target, key) as unknown;
              return typeof value === 'function' ? (value.bind(target) as unknown) : value;
            },
          });
        },
      });
      return [name, runtime];
    }),
  );
  for (const runtime of runtimes.values()) runtime.load();
}, 60_000);

afterAll(async () => {
  for (const runtime of runtimes.values()) runtime.close(true);
  await node?.close();
  await rm(folder, { recursive: true });
});

const STANDING = new Float64Array(VECTOR).fill(NaN);

/** One vector of audio for all devices; `frame` is the song's, where Live plays. */
function runVector(clock: SongClock | undefined, frame: number): void {
  for (const { name, latency } of ALL) {
    const sound = sounds.get(name)!;
    const left = Float32Array.from({ length: VECTOR }, (_, i) => (clock ? (sound[frame + i - latency] ?? 0) : 0));
    const right = left.map((sample) => -0.5 * sample);
    const beats = clock ? clock.beats.subarray(frame, frame + VECTOR) : STANDING;
    const out = runtimes.get(name)!.process({ sampleRateHz: RATE, left, right, beats });
    if (out[0][0] !== left[0] || out[1][VECTOR - 1] !== right[VECTOR - 1])
      throw new Error('The device changes the sound.');
  }
}

/** Live stands still, and audio runs, until this is so. */
async function stand(isSo: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !isSo();) {
    if (Date.now() > deadline)
      throw new Error(`Never ${what}; last: ${JSON.stringify(views.at(-1))}\n${node?.output ?? ''}`);
    runVector(undefined, 0);
    await sleep(2);
  }
}

async function play(atFrame: (frame: number) => void = () => undefined): Promise<void> {
  const clock = new SongClock({
    sampleRateHz: RATE,
    tempoBpm: TEMPO_BPM,
    frames: SONG_FRAMES,
    playFrom: 0,
    playTo: SONG_FRAMES,
  });
  for (let frame = 0; frame < SONG_FRAMES; frame += VECTOR) {
    atFrame(frame);
    runVector(clock, frame);
    if (frame % (VECTOR * 100) === 0) await sleep(1);
  }
}

const press = (button: string): void => runtimes.get('Main')!.control(button).click();
const says = (status: string) => (): boolean => views.at(-1)?.status === status;
const allRecord = (): boolean => [...runtimes.values()].every(({ recorder }) => recorder.isRecording);

async function record(atFrame?: (frame: number) => void): Promise<void> {
  press('record');
  await stand(says('Press play in Live'), 'armed');
  await stand(allRecord, 'recording everywhere');
  await play(atFrame);
}

describe('recording a set', () => {
  const captured = (): string => join(folder, 'Bounces', 'Captured');

  test('refuses a take that lost samples, in one sentence, and keeps the takes', async () => {
    await stand(() => views.at(-1)?.can.record === true, 'ready');
    await record((frame) => {
      if (frame === VECTOR * 1000) runtimes.get('Bass')!.recorder.losesVectors = 2;
    });
    await stand(() => views.at(-1)?.phase === 'error', 'refused');
    expect(views.at(-1)!.hint).toMatch(
      /^"Bass" lost 128 samples \d+\.\d s into its take: the disk or the processor was/,
    );
    expect(readdirSync(join(captured(), 'Takes')).filter((name) => name.endsWith('.wav'))).toHaveLength(6);
    expect(existsSync(join(captured(), 'Capture.wav'))).toBe(false);
  }, 120_000);

  test('makes stems that are aligned to the sample and sum up to the bounce, whenever each began', async () => {
    await record();
    await stand(says('5 stems recorded'), 'recorded');
    const made = captureDocument.parse(JSON.parse(readFileSync(join(captured(), 'capture.json'), 'utf8')));
    const mix = await readSignal(made.mix);
    const stems = await Promise.all(made.stems.map(({ file }) => readSignal(file)));
    expect(made.stems.map(({ track }) => track).sort()).toEqual(TRACKS.map(({ name }) => name).sort());
    // The bounce tells where in the song the files begin.
    const start = sounds
      .get('Main')!
      .findIndex((_, n) => [0, 1, 2].every((i) => isClose(sounds.get('Main')![n + i], mix.left[i])));
    expect(start).toBeGreaterThanOrEqual(0);
    for (let n = 0; n < mix.left.length; n += 31) {
      for (const [i, { track }] of made.stems.entries()) {
        const { volumeDb } = TRACKS.find(({ name }) => name === track)!;
        expect(stems[i].left[n]).toBeCloseTo(10 ** (volumeDb / 20) * sounds.get(track)![start + n], 5);
      }
    }
    expect(made.durationSeconds).toBeGreaterThan(7.8);
  }, 120_000);

  test('removes the takes then, chooses the folder, and is silent in the Max console', () => {
    expect(readdirSync(join(captured(), 'Takes')).filter((name) => name.endsWith('.wav'))).toEqual([]);
    expect(views.at(-1)).toMatchObject({ bounces: { name: 'Captured', detail: '5 stems' }, isRecording: false });
    expect([...runtimes.values()].flatMap((runtime) => runtime.console)).toEqual([]);
  });

  test('can be cancelled before Live plays: nothing is left', async () => {
    press('record');
    await stand(() => says('Press play in Live')() && allRecord(), 'armed');
    press('main');
    await stand(() => views.at(-1)?.isRecording === false && views.at(-1)!.can.record, 'cancelled');
    expect([...runtimes.values()].some(({ recorder }) => recorder.isRecording)).toBe(false);
    expect(readdirSync(join(captured(), 'Takes')).filter((name) => name.endsWith('.wav'))).toEqual([]);
  }, 60_000);
});

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-6;
}
