import type { AudioBlock, StereoSignal } from '../../audio/audio-source.ts';
import { openAudio } from '../../audio/open-audio.ts';
import { resample } from '../../audio/resample.ts';
import type { Frames, Hertz, Seconds } from '../../dsp/units.ts';

/**
 * Reads one stretch after another, in the order of their starts; a stretch may overlap with the one before, not with
 * earlier ones.
 */
export interface ExcerptReader {
  /**
   * Exactly `frames` frames from `startSeconds` on, at the model's rate; silence before the start and after the end.
   * The next call may write over what this one returns.
   */
  read(startSeconds: Seconds, frames: Frames): Promise<StereoSignal>;
  close(): Promise<void>;
}

/** A jump within what one block holds (1.4 s at 48 kHz) is decoded through: opening the file again costs as much. */
const SHORTEST_LEAP: Frames = 65_536;

/**
 * Reads a file forward: it is decoded at most once however many stretches are read, and what lies between them is not
 * decoded where the file allows to leap.
 *
 * @param offsetFrames how much later than the mix the file begins, in frames of the mix; negative where it begins
 *   earlier
 */
export async function openExcerptReader(
  file: string,
  sampleRateHz: Hertz,
  offsetFrames: Frames,
  signal: AbortSignal | undefined,
): Promise<ExcerptReader> {
  const source = await openAudio(file);
  const rate = source.format.sampleRateHz;
  let blocks = source.blocks(signal)[Symbol.asyncIterator]();
  let block: AudioBlock = { left: new Float32Array(0), right: new Float32Array(0), frames: 0 };
  let blockStart = 0;
  let isAtEnd = false;
  // What was read last, in memory that serves again: new memory for every stretch costs as much as its decoding.
  let room = { left: new Float32Array(0), right: new Float32Array(0) };
  let last = { start: 0, frames: 0 };

  /** Reads start … start + length, in frames of the file. */
  async function stretch(start: Frames, length: Frames): Promise<StereoSignal> {
    if (room.left.length < length) {
      const larger = { left: new Float32Array(length), right: new Float32Array(length) };
      larger.left.set(room.left);
      larger.right.set(room.right);
      room = larger;
    }
    const [left, right] = [room.left.subarray(0, length), room.right.subarray(0, length)];
    // The decoder only goes forward: what the last stretch had already is taken from there.
    const again = Math.min(length, Math.max(0, last.start + last.frames - start));
    for (const channel of [room.left, room.right]) {
      if (again > 0) channel.copyWithin(0, start - last.start, start - last.start + again);
      channel.fill(0, again, length);
    }
    const gap = start - blockStart - block.frames;
    if (gap > SHORTEST_LEAP && source.blocksFrom !== undefined && !isAtEnd) {
      await blocks.return?.();
      blocks = source.blocksFrom(start, signal)[Symbol.asyncIterator]();
      blockStart = start;
      block = { left, right, frames: 0 };
    }
    for (;;) {
      const from = Math.max(start, blockStart);
      const to = Math.min(start + length, blockStart + block.frames);
      if (to > from) {
        left.set(block.left.subarray(from - blockStart, to - blockStart), from - start);
        right.set(block.right.subarray(from - blockStart, to - blockStart), from - start);
      }
      if (isAtEnd || blockStart + block.frames >= start + length) break;
      const next = await blocks.next();
      blockStart += block.frames;
      isAtEnd = next.done === true;
      block = next.done === true ? { left, right, frames: 0 } : next.value;
    }
    last = { start, frames: length };
    return { sampleRateHz: rate, left, right };
  }

  return {
    async read(startSeconds, frames) {
      const start = Math.round((startSeconds - offsetFrames / sampleRateHz) * rate);
      const length = rate === sampleRateHz ? frames : Math.ceil((frames * rate) / sampleRateHz) + 1;
      const excerpt = resample(await stretch(start, length), sampleRateHz);
      return {
        sampleRateHz,
        left: excerpt.left.subarray(0, frames),
        right: excerpt.right.subarray(0, frames),
      };
    },
    async close() {
      await blocks.return?.();
    },
  };
}

/** The same for a signal in memory. */
export function signalExcerptReader(signal: StereoSignal): ExcerptReader {
  return {
    read(startSeconds, frames) {
      const start = Math.round(startSeconds * signal.sampleRateHz);
      const cut = (samples: Float32Array): Float32Array => {
        const out = new Float32Array(frames);
        const from = Math.max(0, start);
        const to = Math.min(samples.length, start + frames);
        if (to > from) out.set(samples.subarray(from, to), from - start);
        return out;
      };
      return Promise.resolve({ sampleRateHz: signal.sampleRateHz, left: cut(signal.left), right: cut(signal.right) });
    },
    close: () => Promise.resolve(),
  };
}
