import type { Seconds } from '../dsp/units.ts';
import { Failure } from '../store/failure.ts';
import type { StereoSignal } from './audio-source.ts';
import { openAudio } from './open-audio.ts';

/** The part of a file to read; the whole file unless told. */
export interface SignalRange {
  startSeconds?: Seconds;
  endSeconds?: Seconds;
  signal?: AbortSignal;
}

/** Half an hour at 48 kHz. A damaged header may state any length, so no more than this is set aside on its word. */
const LARGEST_GUESS = 30 * 60 * 48_000;

/**
 * Reads a stretch of a file into memory: from the sample nearest `startSeconds` to the one before the sample nearest
 * `endSeconds`, or to the end of the file if that comes first. Decodes from the start of the file up to `endSeconds`.
 *
 * @throws Failure 'input' as `openAudio` and `AudioSource.blocks` do, and where the file ends before `startSeconds`.
 */
export async function readSignal(file: string, range: SignalRange = {}): Promise<StereoSignal> {
  const source = await openAudio(file);
  const { sampleRateHz, statedFrames } = source.format;
  const start = Math.max(0, Math.round((range.startSeconds ?? 0) * sampleRateHz));
  const end = range.endSeconds === undefined ? Infinity : Math.round(range.endSeconds * sampleRateHz);
  const expected = Math.max(0, Math.min(end, statedFrames ?? 0, start + LARGEST_GUESS) - start);
  let left = new Float32Array(expected);
  let right = new Float32Array(expected);
  let filled = 0;
  let position = 0;
  for await (const block of source.blocks(range.signal)) {
    const from = Math.min(block.frames, Math.max(0, start - position));
    const to = Math.max(from, Math.min(block.frames, end - position));
    // What a header states is only a first guess; where it states nothing the arrays double.
    if (filled + to - from > left.length) {
      const length = Math.max(filled + to - from, 2 * left.length);
      left = grown(left, length);
      right = grown(right, length);
    }
    left.set(block.left.subarray(from, to), filled);
    right.set(block.right.subarray(from, to), filled);
    filled += to - from;
    position += block.frames;
    if (position >= end) break;
  }
  if (filled === 0) {
    const ends = `ends at ${(position / sampleRateHz).toFixed(2)} s`;
    throw new Failure(
      'input',
      `"${file}" ${ends}, before ${(start / sampleRateHz).toFixed(2)} s: choose an earlier stretch.`,
    );
  }
  // Copies only where the guess was too long, so that no unused memory stays behind.
  return filled === left.length
    ? { sampleRateHz, left, right }
    : { sampleRateHz, left: left.slice(0, filled), right: right.slice(0, filled) };
}

function grown(samples: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const longer = new Float32Array(length);
  longer.set(samples);
  return longer;
}
