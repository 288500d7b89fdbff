import type { Frames, Hertz } from '../dsp/units.ts';
import type { ContentHash } from './content-hash.ts';

/** What a file says about itself. */
export interface AudioFormat {
  container: 'wav' | 'aiff' | 'flac' | 'mp3' | 'm4a' | 'ogg';
  /** `pcm16`, `pcm24`, `float32`, `flac`, `mp3`, `aac`, `vorbis` … */
  codec: string;
  sampleRateHz: Hertz;
  /** Channels in the file. Blocks carry at most two: see `AudioSource.blocks`. */
  channels: number;
  /** Length as the header states it; `undefined` where only decoding tells. */
  statedFrames: Frames | undefined;
}

/** A stretch of decoded sound. The arrays are reused: copy what must outlive the next block. */
export interface AudioBlock {
  left: Float32Array;
  right: Float32Array;
  frames: Frames;
  /** Every channel as it stands in the file, before the fold-down: only where there are more than two. */
  channels?: readonly Float32Array[];
}

/** An opened file. */
export interface AudioSource {
  readonly file: string;
  readonly format: AudioFormat;
  /**
   * What each channel's power counts in loudness (ITU-R BS.1770-5), in the order of `AudioBlock.channels`: only where
   * there are more than two channels, whose loudness is that of the file and not of its fold-down.
   */
  readonly loudnessWeights?: readonly number[];
  /**
   * Decodes from the start, in blocks of at most 65 536 frames, full scale ±1, as one would hear it on two speakers: a
   * mono file sounds from both (left and right are equal), more than two channels are folded down by ITU-R BS.775-4
   * (centre and surrounds at −3 dB, no LFE).
   *
   * @param hash is that of the whole file when the last block has come
   * @throws Failure 'input' where the file is cut short, holds no samples, or a sample is not a number.
   */
  blocks(signal?: AbortSignal, hash?: ContentHash): AsyncIterable<AudioBlock>;
  /**
   * The same from a later frame on, without decoding what comes before; from the end of the file on nothing comes. Only
   * there for files that allow it: WAV, AIFF and plain AAC.
   */
  readonly blocksFrom?: (startFrame: Frames, signal?: AbortSignal) => AsyncIterable<AudioBlock>;
}

/** A whole stereo signal in memory: stems of a section, test signals, rendered songs. */
export interface StereoSignal {
  sampleRateHz: Hertz;
  left: Float32Array;
  right: Float32Array;
}
