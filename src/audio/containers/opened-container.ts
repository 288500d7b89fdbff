import type { Frames, Seconds } from '../../dsp/units.ts';
import { Failure } from '../../store/failure.ts';
import type { AudioFormat } from '../audio-source.ts';
import type { ByteSource } from './byte-source.ts';
import type { Speaker } from './speakers.ts';

/** A file whose header has been understood: what every container's reader returns. */
export interface OpenedContainer {
  format: AudioFormat;
  /** What each channel of a chunk is meant for, in the order of the file. */
  speakers: readonly Speaker[];
  /**
   * How many frames fewer than `format.statedFrames` a whole file may decode to: 0 for PCM, a packet or two where the
   * codec holds some back.
   */
  slackFrames: Frames;
  /** Whether samples are stored as integers, which are neither NaN nor infinite. */
  alwaysNumbers: boolean;
  /** Whether decoding may begin at any frame without what comes before it. */
  startsAnywhere: boolean;
  /**
   * Decodes from `startFrame` on; that is 0 unless the container `startsAnywhere`. Chunks may have any length; their
   * arrays may be reused.
   *
   * @param source the file, opened once more.
   */
  readonly chunks: (source: ByteSource, startFrame: Frames) => AsyncIterable<DecodedChunk>;
}

/** Decoded samples, one array a channel, full scale ±1. */
export interface DecodedChunk {
  channels: readonly Float32Array[];
  frames: Frames;
}

/** The failure for a file of which only a part is there. `wholeSeconds` is left out where the file does not tell. */
export function cutShortFailure(file: string, thereSeconds: Seconds, wholeSeconds?: Seconds): Failure {
  const there = `${thereSeconds.toFixed(2)} s`;
  const extent =
    wholeSeconds === undefined
      ? `it ends without its closing part after ${there}`
      : `${there} of ${wholeSeconds.toFixed(2)} s are there`;
  return new Failure('input', `"${file}" is cut short: ${extent}; copy or export it again.`);
}

/** The failure for a file that starts like audio and then breaks its own format. */
export function damagedFailure(file: string, what: string, cause?: unknown): Failure {
  return new Failure('input', `"${file}" is damaged: ${what}; copy or export it again.`, { cause });
}

/** The failure for audio that is fine but of a kind this program does not read. */
export function unsupportedFailure(file: string, what: string): Failure {
  return new Failure('input', `"${file}" ${what}: export it as WAV, AIFF or FLAC.`);
}
