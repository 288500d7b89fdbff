import { endianness } from 'node:os';
import { stereo24 } from '../../dsp/stereo-24.ts';
import type { Frames } from '../../dsp/units.ts';
import type { ByteSource } from './byte-source.ts';
import type { DecodedChunk } from './opened-container.ts';

/** How one sample of uncompressed audio is stored. */
export interface SampleEncoding {
  kind: 'uint8' | 'int8' | 'int16' | 'int24' | 'int32' | 'float32' | 'float64';
  bigEndian: boolean;
}

/** Bytes of one sample. */
export const SAMPLE_BYTES: Readonly<Record<SampleEncoding['kind'], number>> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  int24: 3,
  int32: 4,
  float32: 4,
  float64: 8,
};

/** Whether samples of an encoding may be NaN or infinite. */
export function isFloat({ kind }: SampleEncoding): boolean {
  return kind === 'float32' || kind === 'float64';
}

/** The codec name of `AudioFormat` for an encoding. */
export const CODEC_NAME: Readonly<Record<SampleEncoding['kind'], string>> = {
  uint8: 'pcm8',
  int8: 'pcm8',
  int16: 'pcm16',
  int24: 'pcm24',
  int32: 'pcm32',
  float32: 'float32',
  float64: 'float64',
};

/** What is asked of the system at a time, in bytes: each call costs as much as decoding some tens of kilobytes. */
const READ_BYTES = 1 << 20;
/**
 * What is decoded at a time: the caches hold it until it has been measured. A multiple of four, so that chunks are
 * whole words.
 */
const FRAMES_A_CHUNK: Frames = 16384;

/** Where interleaved samples lie in a file. */
export interface PcmLayout {
  /** Position of the first byte. */
  start: number;
  frames: Frames;
  channels: number;
  encoding: SampleEncoding;
}

/**
 * Reads interleaved frames from `startFrame` on and decodes them: integers are divided by 2^(bits−1), so the most
 * negative value is −1. Fewer come where the file ends early. Buffers are reused from chunk to chunk.
 */
export async function* pcmChunks(
  source: ByteSource,
  { start, frames, channels: channelCount, encoding }: PcmLayout,
  startFrame: Frames,
): AsyncGenerator<DecodedChunk> {
  const frameBytes = channelCount * SAMPLE_BYTES[encoding.kind];
  const framesARead = FRAMES_A_CHUNK * Math.max(1, Math.floor(READ_BYTES / (FRAMES_A_CHUNK * frameBytes)));
  const fast = encoding.kind === 'int24' && channelCount === 2 ? stereo24(framesARead, FRAMES_A_CHUNK) : undefined;
  // Where it is its own, it starts at offset 0 of its ArrayBuffer, so that any typed array can be laid over it.
  const raw = fast
    ? Buffer.from(fast.bytes.buffer, fast.bytes.byteOffset, fast.bytes.length)
    : Buffer.from(new ArrayBuffer(framesARead * frameBytes));
  const channels = fast
    ? [fast.left, fast.right]
    : Array.from({ length: channelCount }, () => new Float32Array(FRAMES_A_CHUNK));
  for (let done = startFrame; done < frames;) {
    const wanted = Math.min(framesARead, frames - done);
    const bytes = await source.readInto(raw.subarray(0, wanted * frameBytes), start + done * frameBytes);
    const read = Math.floor(bytes / frameBytes);
    if (read === 0) return;
    toHostOrder(raw.subarray(0, read * frameBytes), encoding);
    for (let from = 0; from < read; from += FRAMES_A_CHUNK) {
      const count = Math.min(FRAMES_A_CHUNK, read - from);
      if (fast) fast.decode(from, count);
      else
        channels.forEach((samples, channel) =>
          deinterleave(raw, encoding.kind, from * channelCount + channel, channelCount, count, samples),
        );
      yield { channels, frames: count };
    }
    done += read;
  }
}

/**
 * Swaps the bytes of each sample in place where file and processor disagree. 24-bit samples are put into little endian.
 */
function toHostOrder(raw: Buffer, { kind, bigEndian }: SampleEncoding): void {
  if (kind === 'int24') {
    if (!bigEndian) return;
    for (let i = 0; i + 2 < raw.length; i += 3) {
      const first = raw[i];
      raw[i] = raw[i + 2];
      raw[i + 2] = first;
    }
  } else if (bigEndian !== (endianness() === 'BE')) {
    if (SAMPLE_BYTES[kind] === 2) raw.swap16();
    if (SAMPLE_BYTES[kind] === 4) raw.swap32();
    if (SAMPLE_BYTES[kind] === 8) raw.swap64();
  }
}

function deinterleave(
  raw: Buffer,
  kind: SampleEncoding['kind'],
  first: number,
  stride: number,
  frames: Frames,
  out: Float32Array,
): void {
  if (kind === 'int24') {
    for (let i = 0, at = 3 * first; i < frames; i++, at += 3 * stride) {
      // The shift to the top byte and back extends the sign.
      out[i] = (((raw[at] << 8) | (raw[at + 1] << 16) | (raw[at + 2] << 24)) >> 8) / 0x80_0000;
    }
    return;
  }
  if (kind === 'float32') {
    // What the device records and most hosts export: a loop of its own, three times as fast as that for all kinds.
    const floats = new Float32Array(raw.buffer as ArrayBuffer);
    for (let i = 0, at = first; i < frames; i++, at += stride) out[i] = floats[at];
    return;
  }
  const { view, offset, fullScale } = integersOrFloats(raw.buffer as ArrayBuffer, kind);
  for (let i = 0, at = first; i < frames; i++, at += stride) out[i] = (view[at] - offset) / fullScale;
}

interface SampleView {
  view: Uint8Array | Int8Array | Int16Array | Int32Array | Float64Array;
  offset: number;
  fullScale: number;
}

function integersOrFloats(buffer: ArrayBuffer, kind: Exclude<SampleEncoding['kind'], 'int24' | 'float32'>): SampleView {
  switch (kind) {
    case 'uint8':
      return { view: new Uint8Array(buffer), offset: 0x80, fullScale: 0x80 };
    case 'int8':
      return { view: new Int8Array(buffer), offset: 0, fullScale: 0x80 };
    case 'int16':
      return { view: new Int16Array(buffer), offset: 0, fullScale: 0x8000 };
    case 'int32':
      return { view: new Int32Array(buffer), offset: 0, fullScale: 0x8000_0000 };
    case 'float64':
      return { view: new Float64Array(buffer), offset: 0, fullScale: 1 };
  }
}
