import { FLACDecoder, type FLACDecodedAudio } from '@wasm-audio-decoders/flac';
import { restoreIntegers } from '../../dsp/restored-integers.ts';
import type { ByteSource } from './byte-source.ts';
import { IdleDecoder } from './idle-decoder.ts';
import { damagedFailure, type DecodedChunk, type OpenedContainer } from './opened-container.ts';
import { speakersOf } from './speakers.ts';
import { withoutConsole } from './without-console.ts';

/**
 * How much is decoded at once. Digital silence shrinks to 14 bytes a block of 4096 frames, so a piece can hold far more
 * sound than its size suggests: 64 KiB at worst decode to 150 MB, 1 MiB would to 2.4 GB.
 */
const PIECE_BYTES = 65536;
const STREAMINFO_BYTES = 34;
/** Up to this width a sample survives the way through the decoder's float and can be restored exactly. */
const WIDEST_EXACT_BITS = 24;

/**
 * Opens FLAC (RFC 9639) whose `fLaC` mark stands at `start`: past an ID3 tag, if someone put one there.
 *
 * @throws Failure 'input' where the stream's description is missing or a frame does not decode.
 */
export async function openFlac(source: ByteSource, start: number): Promise<OpenedContainer> {
  const header = await source.read(start, 8 + STREAMINFO_BYTES);
  if (header.length < 8 + STREAMINFO_BYTES || (header[4] & 0x7f) !== 0) {
    throw damagedFailure(source.file, 'its stream description is missing');
  }
  return flacContainer(start, await endOfStream(source), header.subarray(8));
}

/** Opens FLAC inside OGG; `firstPacket` is the packet that starts with 0x7F `FLAC` (RFC 9639, 10.1). */
export function openOggFlac(source: ByteSource, firstPacket: Uint8Array): OpenedContainer {
  const streamInfo = firstPacket.subarray(17, 17 + STREAMINFO_BYTES);
  if (streamInfo.length < STREAMINFO_BYTES) throw damagedFailure(source.file, 'its stream description is missing');
  return flacContainer(0, source.size, streamInfo);
}

/** Where the frames end: an ID3v1 tag, which some programs put behind them, would take the last one with it. */
async function endOfStream(source: ByteSource): Promise<number> {
  const start = Math.max(0, source.size - ID3V1_BYTES);
  const mark = String.fromCharCode(...(await source.read(start, ID3V1_MARK.length)));
  return mark === ID3V1_MARK ? start : source.size;
}

/** An ID3v1 tag is of this size, begins so, and is the last of a file. */
const ID3V1_BYTES = 128;
const ID3V1_MARK = 'TAG';

function flacContainer(start: number, end: number, streamInfo: Uint8Array): OpenedContainer {
  const view = new DataView(streamInfo.buffer, streamInfo.byteOffset, STREAMINFO_BYTES);
  // 20 bits sample rate, 3 bits channels − 1, 5 bits width − 1, 36 bits frames (0 = unknown).
  const packed = view.getBigUint64(10);
  const channels = Number((packed >> 41n) & 7n) + 1;
  const frames = Number(packed & 0xf_ffff_ffffn);
  return {
    format: {
      container: 'flac',
      codec: 'flac',
      sampleRateHz: Number(packed >> 44n),
      channels,
      statedFrames: frames === 0 ? undefined : frames,
    },
    speakers: speakersOf(channels, 'smpte'),
    slackFrames: 0,
    alwaysNumbers: true,
    startsAnywhere: false,
    chunks: (again) => flacChunks(again, start, end),
  };
}

const idle = new IdleDecoder(() => new FLACDecoder());

async function* flacChunks(source: ByteSource, start: number, end: number): AsyncGenerator<DecodedChunk> {
  const decoder = await idle.take();
  let isKept = false;
  try {
    for await (const piece of source.pieces(start, end, PIECE_BYTES)) {
      const decoded = await decodedOrDamaged(source.file, () => decoder.decode(piece));
      if (decoded.samplesDecoded > 0) yield restored(decoded);
    }
    const rest = await decodedOrDamaged(source.file, () => decoder.flush());
    // After that it begins anew.
    isKept = idle.keep(decoder);
    if (rest.samplesDecoded > 0) yield restored(rest);
  } finally {
    if (!isKept) freed(source.file, decoder);
  }
}

/** A damaged stream may overwrite the decoder's memory without an error; then giving the memory back fails. */
function freed(file: string, decoder: FLACDecoder): void {
  try {
    decoder.free();
  } catch (error) {
    throw damagedFailure(file, 'its FLAC stream cannot be followed', error);
  }
}

async function decodedOrDamaged(file: string, decode: () => Promise<FLACDecodedAudio>): Promise<FLACDecodedAudio> {
  let decoded: FLACDecodedAudio;
  try {
    // The decoder works before it returns its promise, so it is muted while it works.
    decoded = await withoutConsole(decode);
  } catch (error) {
    throw damagedFailure(file, 'its FLAC stream cannot be followed', error);
  }
  const [first] = decoded.errors;
  if (first !== undefined) throw damagedFailure(file, 'a FLAC frame does not decode', first.message);
  return decoded;
}

/**
 * The decoder divides samples by 2^(bits−1) − 1. Every other reader here divides by 2^(bits−1); a stem must null
 * against its mix whatever it is stored in, so the integers are put back first.
 */
function restored({ channelData, samplesDecoded, bitDepth }: FLACDecodedAudio): DecodedChunk {
  if (bitDepth <= WIDEST_EXACT_BITS) {
    for (const samples of channelData) restoreIntegers(samples, samplesDecoded, bitDepth);
  }
  return { channels: channelData, frames: samplesDecoded };
}
