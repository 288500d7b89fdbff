import { openAudio } from '../audio/open-audio.ts';
import type { Frames } from '../dsp/units.ts';

/** A stretch of a take. */
export interface TakePassage {
  file: string;
  startFrame: Frames;
  frames: Frames;
}

/**
 * Reads the sound of a stretch of a take block by block, without its channels of position. The arrays are those of the
 * file's blocks: copy what must outlive the next.
 */
export async function* takePassage(
  { file, startFrame, frames }: TakePassage,
  signal?: AbortSignal,
): AsyncGenerator<{ left: Float32Array; right: Float32Array }> {
  const source = await openAudio(file);
  let at = startFrame;
  for await (const { channels } of source.blocksFrom!(startFrame, signal)) {
    const length = Math.min(channels![0].length, startFrame + frames - at);
    yield { left: channels![0].subarray(0, length), right: channels![1].subarray(0, length) };
    at += length;
    if (at >= startFrame + frames) return;
  }
}
