import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { findBounces } from '../../src/assistant/bounces.ts';
import { capture, TAKES_FILE } from '../../src/assistant/capture.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { matchStemNames } from '../../src/audio/stem-names.ts';
import { composeSong } from '../../src/demo/compose-song.ts';
import { renderSong } from '../../src/demo/render-song.ts';
import type { CaptureDocument } from '../../src/store/capture-document.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { TakesDocument } from '../../src/store/takes-document.ts';
import { record, SongClock, writeTakeFile } from '../capture/song-clock.ts';

interface KnownTrack {
  track: string;
  /** Frames before it began to be recorded. */
  from: number;
  latency: number;
  volumeDb: number;
  devicesBehind?: readonly string[];
  faults?: readonly { at: number; frames: number }[];
}

const SECONDS = 10;
/** Live plays from here on. */
const PLAY_FROM = 30_000;
/** What the longest way to the main track takes. */
const MAIN_LATENCY = 2048;

/** Names that a file system does not take, and that come twice, are among them. */
const TRACKS: readonly KnownTrack[] = [
  { track: 'Kick', from: 0, latency: 0, volumeDb: -3 },
  { track: 'Bass/Sub', from: 64, latency: 512, volumeDb: 0 },
  { track: 'Lead', from: 4711, latency: 0, volumeDb: -6 },
  { track: 'Pad', from: 1, latency: 64, volumeDb: -4.5 },
  // So much like another that its delay cannot be told: it goes with most others, which is right here.
  { track: 'Pad', from: 12_345, latency: 0, volumeDb: -8 },
];
const MAIN: KnownTrack = { track: 'Main', from: 777, latency: MAIN_LATENCY, volumeDb: 0, devicesBehind: ['Limiter'] };

let folder: string;
let workshop: Workshop;
let sampleRateHz: number;
/** By the engine's frames. */
let sounds: Float32Array[];
let clock: SongClock;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-'));
  workshop = {
    home: await openHome(join(folder, 'home')),
    workers: new SameThread(),
    progress: SILENT,
    signal: undefined,
    now: () => new Date(0),
  };
  const song = renderSong(composeSong({ seed: 7, style: 'uplifting', bars: 32 }));
  sampleRateHz = song.mix.sampleRateHz;
  // The loudest stretch, where all play.
  const start = 16 * 4 * Math.round((60 / song.truth.tempoBpm) * sampleRateHz);
  const stretches = song.stems
    .map(({ signal }) => signal.left.subarray(start, start + SECONDS * sampleRateHz))
    .filter((stretch) => stretch.some((sample) => sample !== 0));
  const frames = PLAY_FROM + SECONDS * sampleRateHz;
  sounds = TRACKS.map((_, i) => {
    const sound = new Float32Array(frames + sampleRateHz);
    sound.set(stretches[i], PLAY_FROM);
    return sound;
  });
  clock = new SongClock({
    sampleRateHz,
    tempoBpm: song.truth.tempoBpm,
    frames: frames + sampleRateHz,
    playFrom: PLAY_FROM,
    playTo: frames,
    startBeat: 96,
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** Records all tracks and the mix of them into a folder. */
function recorded(name: string, tracks: readonly KnownTrack[] = TRACKS, main = MAIN): string {
  const takes = join(folder, name);
  mkdirSync(takes, { recursive: true });
  const mix = new Float32Array(sounds[0].length);
  TRACKS.forEach(({ volumeDb }, i) => {
    const gain = 10 ** (volumeDb / 20);
    sounds[i].forEach((sample, n) => (mix[n] += gain * sample));
  });
  const written = [...tracks, main].map((known, i): TakesDocument['takes'][number] => {
    const file = `take ${i}.wav`;
    const sound = known === main ? mix : sounds[i];
    const planes = record(clock, { ...known, to: clock.beats.length, sound });
    writeTakeFile(join(takes, file), planes, sampleRateHz);
    const { track, volumeDb, devicesBehind = [] } = known;
    return {
      file,
      track,
      isMain: known === main,
      volumeDb,
      pan: 0,
      isAutomated: track === 'Kick',
      devicesBehind: [...devicesBehind],
    };
  });
  const document: TakesDocument = {
    schema: 'coproducer.takes/1',
    createdAt: new Date(0).toISOString(),
    takes: written,
  };
  writeFileSync(join(takes, TAKES_FILE), JSON.stringify(document));
  return takes;
}

describe('a recorded set', () => {
  let made: CaptureDocument;
  let out: string;

  beforeAll(async () => {
    out = join(folder, 'Captured');
    made = await capture(workshop, { takes: recorded('Takes'), out });
  });

  test('becomes stems that are aligned to the sample, through their faders', async () => {
    const fileStarts: number[] = [];
    for (const [i, { volumeDb }] of TRACKS.entries()) {
      const { left, right } = await readSignal(made.stems[i].file);
      expect(left.length).toBe(Math.round(made.durationSeconds * sampleRateHz));
      const gain = 10 ** (volumeDb / 20);
      // Where in the track's sound the file begins, as the take's own numbers tell; the samples must say the same.
      const start = made.stems[i].startFrame + TRACKS[i].from - TRACKS[i].latency;
      fileStarts.push(start);
      const middle = left.length >> 1;
      for (let n = middle; n < middle + 4000; n++) {
        expect(left[n]).toBeCloseTo(gain * sounds[i][start + n], 6);
        expect(right[n]).toBeCloseTo(-0.5 * gain * sounds[i][start + n], 6);
      }
    }
    expect(fileStarts).toEqual(fileStarts.map(() => fileStarts[0]));
    expect(made.stems.map(({ lagFrames }) => lagFrames)).toEqual(TRACKS.map(({ latency }) => latency - MAIN_LATENCY));
    expect(made.stems.map(({ lagFrom }) => lagFrom)).toEqual([...Array<string>(4).fill('measured'), 'other stems']);
  });

  test('sums up to the bounce', async () => {
    const mix = await readSignal(made.mix);
    const stems = await Promise.all(made.stems.map(({ file }) => readSignal(file)));
    for (let n = 0; n < mix.left.length; n += 97) {
      const sum = stems.reduce((total, { left }) => total + left[n], 0);
      expect(sum).toBeCloseTo(mix.left[n], 5);
    }
  });

  test('lies under names that a folder of bounces is recognised by', async () => {
    expect(readdirSync(out).sort()).toEqual([
      'Capture Bass_Sub.wav',
      'Capture Kick.wav',
      'Capture Lead.wav',
      'Capture Pad (2).wav',
      'Capture Pad.wav',
      'Capture.wav',
      'capture.json',
    ]);
    const bounces = await findBounces(out);
    expect(basename(bounces.master)).toBe('Capture.wav');
    const names = TRACKS.map(({ track }) => track);
    expect(
      matchStemNames(
        made.stems.map(({ file }) => file),
        names,
      ).map(({ track }) => track),
    ).toEqual(names);
  });

  test('says what it moved, and begins where the song did', () => {
    expect(made.startBeat).toBeCloseTo(96, 2);
    expect(made.durationSeconds).toBeGreaterThan(SECONDS - 0.1);
    expect(made.notes).toContain('"Bass/Sub" came 1536 samples before the mix, as devices delay it; it was moved.');
    expect(made.notes).toContain(
      'Limiter on "Main" comes behind Coproducer and so not into the recording: move Coproducer to the end.',
    );
    expect(made.notes).toContain(
      'Fader or pan of "Kick" is automated: the stem has them as they stood when recording began.',
    );
    const unsure = made.notes.find((note) => note.startsWith('"Pad"') && note.includes('measured'));
    expect(unsure).toMatch(/^"Pad" .* could not be measured; it lies as most others do\.$/);
  });

  test('that is recorded anew takes the place of the older one, and tracks that are gone go', async () => {
    const again = await capture(workshop, { takes: recorded('Takes again', TRACKS.slice(0, 3)), out });
    expect(again.stems).toHaveLength(3);
    expect(
      readdirSync(out)
        .filter((name) => name.endsWith('.wav'))
        .sort(),
    ).toEqual(['Capture Bass_Sub.wav', 'Capture Kick.wav', 'Capture Lead.wav', 'Capture.wav']);
  });
});

describe('what cannot be used is refused in one sentence, and nothing is written', () => {
  const out = (): string => join(folder, 'Refused');

  async function refused(takes: string): Promise<string> {
    const sentence = await capture(workshop, { takes, out: out() }).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    expect(existsSync(out())).toBe(false);
    return sentence;
  }

  test('a take with a dropout', async () => {
    const faults = [{ at: 200_000, frames: 256 }];
    const takes = recorded('Dropout', [{ ...TRACKS[0], faults }, ...TRACKS.slice(1, 2)]);
    expect(await refused(takes)).toMatch(/^"Kick" lost 256 samples \d+\.\d s into its take: the disk or the processor/);
  });

  test('a take that is gone', async () => {
    const takes = recorded('Gone', TRACKS.slice(0, 2));
    rmSync(join(takes, 'take 1.wav'));
    expect(await refused(takes)).toBe('The take of "Bass/Sub" is missing: switch its Coproducer on, and record again.');
  });

  test('a file that is no take', async () => {
    const takes = recorded('Stereo', TRACKS.slice(0, 2));
    writeTakeFile(join(takes, 'take 1.wav'), [sounds[0], sounds[1]], sampleRateHz);
    expect(await refused(takes)).toBe(
      '"take 1.wav" is no take of Coproducer: it has 2 channels of float32, and a take has 4 of float32.',
    );
  });

  test('a folder without takes', async () => {
    const empty = join(folder, 'Empty');
    mkdirSync(empty);
    expect(await refused(empty)).toMatch(/Empty holds no takes of Coproducer \(takes\.json is missing\)/);
  });

  test('a set without a take of the main track', async () => {
    const takes = recorded('No main', TRACKS.slice(0, 2), { ...MAIN, track: 'Drums' });
    const file = join(takes, TAKES_FILE);
    const text = JSON.stringify({
      schema: 'coproducer.takes/1',
      createdAt: '',
      takes: [0, 1].map((i) => ({
        file: `take ${i}.wav`,
        track: `T${i}`,
        isMain: false,
        volumeDb: 0,
        pan: 0,
        isAutomated: false,
        devicesBehind: [],
      })),
    });
    writeFileSync(file, text);
    expect(await refused(takes)).toMatch(/^There must be one take of Main: put Coproducer on the main track, too/);
  });
});
