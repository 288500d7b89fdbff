import { OggVorbisDecoder, type OggVorbisDecodedAudio } from '@wasm-audio-decoders/ogg-vorbis';
import type { ByteSource } from './byte-source.ts';
import { openOggFlac } from './flac.ts';
import { IdleDecoder } from './idle-decoder.ts';
import {
  cutShortFailure,
  damagedFailure,
  unsupportedFailure,
  type DecodedChunk,
  type OpenedContainer,
} from './opened-container.ts';
import { MOST_CHANNELS, speakersOf } from './speakers.ts';
import { withoutConsole } from './without-console.ts';

const PIECE_BYTES = 65536;
/** An OGG page is at most 65 307 bytes (RFC 3533), so the last one starts no further from the end. */
const LONGEST_PAGE = 65307;
const PAGE_HEADER = 27;
/** Flag of the page that ends a stream. */
const END_OF_STREAM = 4;
const FIRST_PACKET_BYTES = 128;

/**
 * Opens OGG holding Vorbis (Vorbis I specification, 4.2.2) or FLAC. The last page's position is the length; a file
 * whose last page does not close the stream is cut short.
 *
 * @throws Failure 'input' where the file is cut short, or holds Opus, video or an unknown codec.
 */
export async function openOgg(source: ByteSource): Promise<OpenedContainer> {
  const start = Buffer.from(await source.read(0, PAGE_HEADER + 255 + FIRST_PACKET_BYTES));
  if (start.length < PAGE_HEADER) throw damagedFailure(source.file, 'its first page is incomplete');
  const packet = start.subarray(PAGE_HEADER + start[26]);
  const name = packet.toString('latin1', 0, 8);
  if (name.startsWith('\x7fFLAC')) return openOggFlac(source, packet);
  if (name.startsWith('OpusHead'))
    throw unsupportedFailure(source.file, 'is OGG with the Opus codec, which is not read');
  if (!name.startsWith('\x01vorbis') || packet.length < 16) {
    throw unsupportedFailure(source.file, 'is OGG without Vorbis or FLAC sound');
  }
  const channels = packet[11];
  const sampleRateHz = packet.readUInt32LE(12);
  if (channels === 0 || channels > MOST_CHANNELS) {
    throw unsupportedFailure(source.file, `has ${channels} channels; 1 to ${MOST_CHANNELS} have a known order`);
  }
  const last = await lastPage(source);
  if (last === undefined || !last.endsStream) throw cutShortFailure(source.file, (last?.frames ?? 0) / sampleRateHz);
  return {
    format: { container: 'ogg', codec: 'vorbis', sampleRateHz, channels, statedFrames: last.frames },
    speakers: speakersOf(channels, 'vorbis'),
    slackFrames: 0,
    alwaysNumbers: false,
    startsAnywhere: false,
    chunks: (again) => vorbisChunks(again),
  };
}

/** Position and flag of the last complete page, or `undefined` where none is found. */
async function lastPage(source: ByteSource): Promise<{ frames: number; endsStream: boolean } | undefined> {
  // Two pages' length: where the last page is cut off, the one before it is wanted.
  const start = Math.max(0, source.size - 2 * LONGEST_PAGE);
  const tail = Buffer.from(await source.read(start, 2 * LONGEST_PAGE));
  for (let at = tail.lastIndexOf('OggS'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)) {
    if (at + PAGE_HEADER > tail.length) continue;
    const segments = tail.subarray(at + PAGE_HEADER, at + PAGE_HEADER + tail[at + 26]);
    const end = at + PAGE_HEADER + tail[at + 26] + segments.reduce((sum, length) => sum + length, 0);
    const position = tail.readBigInt64LE(at + 6);
    // Position −1: no packet ends on this page.
    if (end > tail.length || position < 0n) continue;
    return { frames: Number(position), endsStream: (tail[at + 5] & END_OF_STREAM) !== 0 };
  }
  return undefined;
}

const idle = new IdleDecoder(() => new OggVorbisDecoder());

async function* vorbisChunks(source: ByteSource): AsyncGenerator<DecodedChunk> {
  const decoder = await idle.take();
  let isKept = false;
  try {
    for await (const piece of source.pieces(0, source.size, PIECE_BYTES)) {
      yield* soundOf(await decodedOrDamaged(source.file, () => decoder.decode(piece)));
    }
    const rest = await decodedOrDamaged(source.file, () => decoder.flush());
    // After that it begins anew.
    isKept = idle.keep(decoder);
    yield* soundOf(rest);
  } finally {
    if (!isKept) decoder.free();
  }
}

async function decodedOrDamaged(
  file: string,
  decode: () => Promise<OggVorbisDecodedAudio>,
): Promise<OggVorbisDecodedAudio> {
  try {
    return await withoutConsole(decode);
  } catch (error) {
    throw damagedFailure(file, 'its Vorbis stream cannot be followed', error);
  }
}

function* soundOf({ channelData, samplesDecoded }: OggVorbisDecodedAudio): Generator<DecodedChunk> {
  if (samplesDecoded > 0) yield { channels: channelData, frames: samplesDecoded };
}
