import type { AudioSource } from '../audio/audio-source.ts';
import { Failure } from '../store/failure.ts';
import type { Seconds } from '../dsp/units.ts';

/**
 * The same source, for one track: a recording longer than half an hour is refused, by its header where that states the
 * length, else as soon as decoding gets there. One grid, one key and one form are sought for a whole file, which a DJ
 * mix does not have, and what is kept of a file grows with its length.
 *
 * @throws Failure 'input' here or while the blocks are read
 */
export function singleTrack(source: AudioSource): AudioSource {
  const { sampleRateHz, statedFrames } = source.format;
  const longest = LONGEST_TRACK_SECONDS * sampleRateHz;
  const refuse = (): never => {
    throw new Failure(
      'input',
      `"${source.file}" is longer than ${LONGEST_TRACK_SECONDS / 60} minutes: too long for one track; cut a DJ mix or a live set into its tracks.`,
    );
  };
  if (statedFrames !== undefined && statedFrames > longest) refuse();
  return {
    ...source,
    async *blocks(signal, hash) {
      let frames = 0;
      for await (const block of source.blocks(signal, hash)) {
        frames += block.frames;
        if (frames > longest) refuse();
        yield block;
      }
    },
  };
}

/** The longest versions on record of a single trance track stay below; the shortest DJ mixes do not. */
const LONGEST_TRACK_SECONDS: Seconds = 30 * 60;
