import type { ByteSource } from './byte-source.ts';
import { cutShortFailure, damagedFailure, unsupportedFailure, type OpenedContainer } from './opened-container.ts';
import { CODEC_NAME, isFloat, pcmChunks, SAMPLE_BYTES, type SampleEncoding } from './pcm-samples.ts';
import { MOST_CHANNELS, speakersOfMask } from './speakers.ts';

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;

/** What a header says when its size field is not meant: `ds64` has it (RF64), or nobody came back to fill it in. */
const SIZE_UNSET = 0xffff_ffff;
/** Programs that write into a pipe put a size just below 2^31 (sox: 0x7ffff000 less the header) for "until it ends". */
const STREAMED_SIZE = 0x7fff_0000;
/** Some writers count their own header into the data; a file that lacks no more than this is whole. */
const HEADER_SLACK_BYTES = 64;
/** A WAVEFORMATEXTENSIBLE; more is the codec's own business. */
const LONGEST_FORMAT_CHUNK = 40;

/**
 * Opens WAV, RF64 and BW64 (RIFF; EBU Tech 3306; ITU-R BS.2088): 8-, 16-, 24- and 32-bit PCM, 32- and 64-bit float,
 * plain or EXTENSIBLE. Chunks may come in any order, be unknown, or lack their padding byte. A data size that cannot be
 * meant (0, 0xFFFFFFFF, the 2-GiB placeholder of a pipe, no multiple of a frame) is read as "to the end of the file".
 *
 * @throws Failure 'input' where the data end before a plain size says, the format is compressed, or a part is missing.
 */
export async function openWav(source: ByteSource): Promise<OpenedContainer> {
  const { format, dataStart, dataBytes } = await readChunks(source);
  const frameBytes = format.channels * SAMPLE_BYTES[format.encoding.kind];
  const there = source.size - dataStart;
  const meant = dataBytes > 0 && dataBytes % frameBytes === 0 && !isPlaceholder(dataBytes, there);
  const missing = dataBytes - there;
  if (meant && missing > HEADER_SLACK_BYTES) {
    const bytesPerSecond = frameBytes * format.sampleRateHz;
    throw cutShortFailure(source.file, there / bytesPerSecond, dataBytes / bytesPerSecond);
  }
  const frames = Math.floor((dataBytes > 0 && missing <= 0 ? dataBytes : there) / frameBytes);
  return {
    format: {
      container: 'wav',
      codec: CODEC_NAME[format.encoding.kind],
      sampleRateHz: format.sampleRateHz,
      channels: format.channels,
      statedFrames: frames,
    },
    speakers: speakersOfMask(format.channels, format.channelMask),
    slackFrames: 0,
    alwaysNumbers: !isFloat(format.encoding),
    startsAnywhere: true,
    chunks: (again, startFrame) => pcmChunks(again, { ...format, start: dataStart, frames }, startFrame),
  };
}

function isPlaceholder(dataBytes: number, there: number): boolean {
  return dataBytes === SIZE_UNSET || (dataBytes >= STREAMED_SIZE && dataBytes < 2 ** 31 && dataBytes > there);
}

interface WavFormat {
  sampleRateHz: number;
  channels: number;
  channelMask: number;
  encoding: SampleEncoding;
}

async function readChunks(source: ByteSource) {
  let format: WavFormat | undefined;
  let longSize: number | undefined;
  let position = 12;
  for (;;) {
    const header = await source.read(position, 8);
    if (header.length < 8) throw missingPart(source, format);
    const view = viewOf(header);
    const id = fourCharacters(header, 0);
    const size = view.getUint32(4, true);
    const body = position + 8;
    if (id === 'data') {
      if (format === undefined)
        throw damagedFailure(source.file, 'its samples come before a description of their format');
      const dataBytes = size === SIZE_UNSET && longSize !== undefined ? longSize : size;
      // An empty data chunk is only empty if something orderly follows; else the writer never came back to fill it in.
      if (dataBytes === 0 && source.size > body && (await isChunkAt(source, body))) {
        throw damagedFailure(source.file, 'its data chunk is empty');
      }
      return { format, dataStart: body, dataBytes };
    }
    if (id === 'fmt ') format = readFormat(await source.read(body, Math.min(size, LONGEST_FORMAT_CHUNK)), source.file);
    if (id === 'ds64') {
      const sizes = await source.read(body, 16);
      if (sizes.length === 16) longSize = Number(viewOf(sizes).getBigUint64(8, true));
    }
    const end = body + size;
    // Chunks are padded to even length, but not every writer knows.
    position = size % 2 === 1 && !(await isChunkAt(source, end)) ? end + 1 : end;
  }
}

function missingPart(source: ByteSource, format: WavFormat | undefined) {
  const what = format === undefined ? 'its header ends before the format is described' : 'it has no data chunk';
  return damagedFailure(source.file, what);
}

/** Whether a printable chunk name and a size that fits the file stand at a position. */
async function isChunkAt(source: ByteSource, position: number): Promise<boolean> {
  const header = await source.read(position, 8);
  if (header.length < 8 || !/^[A-Za-z][\x20-\x7e]{3}$/.test(fourCharacters(header, 0))) return false;
  return position + 8 + viewOf(header).getUint32(4, true) <= source.size + 1;
}

function readFormat(bytes: Uint8Array, file: string): WavFormat {
  if (bytes.length < 16) throw damagedFailure(file, 'its format description is too short');
  const view = viewOf(bytes);
  const isExtensible = view.getUint16(0, true) === FORMAT_EXTENSIBLE && bytes.length >= 26;
  const tag = view.getUint16(isExtensible ? 24 : 0, true);
  const channels = view.getUint16(2, true);
  const bits = view.getUint16(14, true);
  if (channels === 0) throw damagedFailure(file, 'its header says it has no channels');
  if (channels > MOST_CHANNELS) {
    throw unsupportedFailure(file, `has ${channels} channels, more than the ${MOST_CHANNELS} with a known order`);
  }
  // Samples of odd widths (12, 20 bits) are stored left-aligned in whole bytes, so the container's width is what
  // counts.
  const sampleBytes =
    view.getUint16(12, true) % channels === 0 ? view.getUint16(12, true) / channels : Math.ceil(bits / 8);
  const kind = sampleKind(tag, sampleBytes);
  if (kind === undefined)
    throw unsupportedFailure(file, `is a WAV with a codec this program does not read (number ${tag}, ${bits} bits)`);
  return {
    sampleRateHz: view.getUint32(4, true),
    channels,
    channelMask: isExtensible ? view.getUint32(20, true) : 0,
    encoding: { kind, bigEndian: false },
  };
}

function sampleKind(tag: number, sampleBytes: number): SampleEncoding['kind'] | undefined {
  if (tag === FORMAT_PCM) return ([undefined, 'uint8', 'int16', 'int24', 'int32'] as const)[sampleBytes];
  if (tag === FORMAT_FLOAT && sampleBytes === 4) return 'float32';
  if (tag === FORMAT_FLOAT && sampleBytes === 8) return 'float64';
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fourCharacters(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
