import { writeFileSync } from 'node:fs';
import type { Take } from '../../src/capture/read-take.ts';
import { SongPositionReader } from '../../src/capture/song-position.ts';
import { chunk, formatChunk, riff } from '../audio/riff.ts';

export interface SongClockOptions {
  sampleRateHz: number;
  /** By the beat; one tempo for all unless told. */
  tempoBpm: number | ((beat: number) => number);
  /** Frames that the engine runs in all. */
  frames: number;
  /** When Live plays; it stands still before and after. */
  playFrom: number;
  playTo: number;
  startBeat?: number;
  /** In beats; played once without. */
  loop?: readonly [from: number, to: number];
}

/** One life of the audio engine: where in the song it was at every frame. */
export class SongClock {
  readonly sampleRateHz: number;
  /** NaN while Live stands still. */
  readonly beats: Float64Array;

  constructor({ sampleRateHz, tempoBpm, frames, playFrom, playTo, startBeat = 0, loop }: SongClockOptions) {
    this.sampleRateHz = sampleRateHz;
    this.beats = new Float64Array(frames).fill(NaN);
    let beat = startBeat;
    for (let n = playFrom; n < playTo; n++) {
      this.beats[n] = beat;
      beat += (typeof tempoBpm === 'number' ? tempoBpm : tempoBpm(beat)) / 60 / sampleRateHz;
      if (loop && beat >= loop[1]) beat -= loop[1] - loop[0];
    }
  }
}

export interface RecordOptions {
  track: string;
  /** The engine's frames that are recorded. */
  from: number;
  to: number;
  /** What the track sounds like, by the engine's frames; silence without. */
  sound?: Float32Array;
  /** Sound comes this much later, as behind a device with latency. */
  latency?: number;
  /** Samples that the disk loses (or, negative, writes twice), from a frame of the take on. */
  faults?: readonly { at: number; frames: number }[];
}

/** How late the count of beats comes at worst: a message waits for the scheduler. */
const MESSAGE_LATE_FRAMES = 700;
const VECTOR_FRAMES = 64;

/** The four channels of a take. */
export function record(clock: SongClock, options: RecordOptions): Float32Array[] {
  const { sound, latency = 0 } = options;
  const frames = engineFrames(options);
  const planes = Array.from({ length: 4 }, () => new Float32Array(frames.length));
  frames.forEach((n, i) => {
    const heard = sound?.[n - latency] ?? 0;
    planes[0][i] = heard;
    planes[1][i] = -0.5 * heard;
    planes[2][i] = clock.beats[n] % 1 || 0;
    planes[3][i] = clock.beats[n - (n % VECTOR_FRAMES) - MESSAGE_LATE_FRAMES] || 0;
  });
  return planes;
}

/** The engine's frame behind each frame of a take. */
function engineFrames({ from, to, faults = [] }: RecordOptions): Int32Array {
  const cuts = [...faults].sort((a, b) => a.at - b.at);
  const pieces: [from: number, to: number][] = [];
  let next = from;
  for (const { at, frames } of cuts) {
    pieces.push([next, from + at]);
    next = from + at + frames;
  }
  pieces.push([next, to]);
  const all = new Int32Array(pieces.reduce((sum, [start, end]) => sum + end - start, 0));
  let filled = 0;
  for (const [start, end] of pieces) for (let n = start; n < end; n++) all[filled++] = n;
  return all;
}

/** A take in memory, read as from its file. */
export function takeOf(clock: SongClock, options: RecordOptions): Take {
  const [left, , phase, beats] = record(clock, options);
  const reader = new SongPositionReader();
  // In blocks, as a file comes.
  for (let at = 0; at < phase.length; at += 4001)
    reader.add(phase.subarray(at, at + 4001), beats.subarray(at, at + 4001));
  return {
    track: options.track,
    file: `${options.track}.wav`,
    sampleRateHz: clock.sampleRateHz,
    frames: left.length,
    runs: reader.finish(),
    peak: left.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0),
  };
}

/** Writes channels as `sfrecord~` does with `samptype float32`. */
export function writeTakeFile(file: string, planes: readonly Float32Array[], sampleRateHz: number): void {
  const bytes = new Float32Array(planes.length * planes[0].length);
  planes.forEach((plane, channel) => plane.forEach((sample, i) => (bytes[i * planes.length + channel] = sample)));
  const format = formatChunk({ tag: 3, channels: planes.length, sampleRateHz, bits: 32 });
  writeFileSync(file, riff([format, chunk('data', Buffer.from(bytes.buffer))]));
}
