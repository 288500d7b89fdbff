import type { ByteSource } from './byte-source.ts';
import { cutShortFailure, damagedFailure, unsupportedFailure, type OpenedContainer } from './opened-container.ts';
import { CODEC_NAME, isFloat, pcmChunks, SAMPLE_BYTES, type SampleEncoding } from './pcm-samples.ts';
import { MOST_CHANNELS, speakersOf } from './speakers.ts';
import { spokenCode } from './spoken-code.ts';

/** The common chunk of AIFF is 18 bytes; AIFC adds the codec's four characters and its name. */
const AIFF_COMMON_BYTES = 18;
const AIFC_COMMON_BYTES = 22;

/**
 * Opens AIFF and AIFC (Apple, 1989 and 1991): PCM of 8 to 32 bits in either byte order (`NONE`, `twos`, `sowt`, `in24`,
 * `in32`, `raw `) and float (`fl32`, `fl64`). Frames are as many as the common chunk says; where it says none, the
 * sound chunk is read to its end.
 *
 * @throws Failure 'input' where the sound ends before the header says, the codec is compressed, or a chunk is missing.
 */
export async function openAiff(source: ByteSource): Promise<OpenedContainer> {
  let common: CommonChunk | undefined;
  let soundStart: number | undefined;
  for (let position = 12; position + 8 <= source.size && (common === undefined || soundStart === undefined);) {
    const header = Buffer.from(await source.read(position, 16));
    const id = header.toString('latin1', 0, 4);
    const size = header.readUInt32BE(4);
    if (id === 'COMM')
      common = readCommon(Buffer.from(await source.read(position + 8, Math.min(size, AIFC_COMMON_BYTES))), source.file);
    // The sound chunk opens with an offset to the first frame and a block size that nobody uses.
    if (id === 'SSND' && header.length >= 12) soundStart = position + 16 + header.readUInt32BE(8);
    position += 8 + size + (size % 2);
  }
  if (common === undefined) throw damagedFailure(source.file, 'its format is not described (no COMM chunk)');
  if (soundStart === undefined) throw damagedFailure(source.file, 'it has no sound chunk');
  const { channels, sampleRateHz, encoding } = common;
  const frameBytes = channels * SAMPLE_BYTES[encoding.kind];
  const there = Math.max(0, Math.floor((source.size - soundStart) / frameBytes));
  if (common.frames > there) throw cutShortFailure(source.file, there / sampleRateHz, common.frames / sampleRateHz);
  const frames = common.frames === 0 ? there : common.frames;
  const start = soundStart;
  return {
    format: { container: 'aiff', codec: CODEC_NAME[encoding.kind], sampleRateHz, channels, statedFrames: frames },
    speakers: speakersOf(channels, 'smpte'),
    slackFrames: 0,
    alwaysNumbers: !isFloat(encoding),
    startsAnywhere: true,
    chunks: (again, startFrame) => pcmChunks(again, { start, frames, channels, encoding }, startFrame),
  };
}

interface CommonChunk {
  channels: number;
  frames: number;
  sampleRateHz: number;
  encoding: SampleEncoding;
}

function readCommon(bytes: Buffer, file: string): CommonChunk {
  if (bytes.length < AIFF_COMMON_BYTES) throw damagedFailure(file, 'its format description is too short');
  const channels = bytes.readUInt16BE(0);
  const bits = bytes.readUInt16BE(6);
  const codec = bytes.length >= AIFC_COMMON_BYTES ? bytes.toString('latin1', 18, 22) : 'NONE';
  if (channels === 0) throw damagedFailure(file, 'its header says it has no channels');
  if (channels > MOST_CHANNELS) {
    throw unsupportedFailure(file, `has ${channels} channels, more than the ${MOST_CHANNELS} with a known order`);
  }
  const encoding = encodingOf(codec, bits);
  if (encoding === undefined) {
    throw unsupportedFailure(
      file,
      `is an AIFC with a codec this program does not read ("${spokenCode(codec)}", ${bits} bits)`,
    );
  }
  return { channels, frames: bytes.readUInt32BE(2), sampleRateHz: extendedFloat(bytes.subarray(8, 18)), encoding };
}

function encodingOf(codec: string, bits: number): SampleEncoding | undefined {
  const integer = ([undefined, 'int8', 'int16', 'int24', 'int32'] as const)[Math.ceil(bits / 8)];
  switch (codec) {
    case 'NONE':
    case 'twos':
      return integer && { kind: integer, bigEndian: true };
    case 'sowt':
      return integer && { kind: integer, bigEndian: false };
    case 'in24':
      return { kind: 'int24', bigEndian: true };
    case 'in32':
      return { kind: 'int32', bigEndian: true };
    case 'raw ':
      return bits === 8 ? { kind: 'uint8', bigEndian: true } : undefined;
    case 'fl32':
    case 'FL32':
      return { kind: 'float32', bigEndian: true };
    case 'fl64':
    case 'FL64':
      return { kind: 'float64', bigEndian: true };
    default:
      return undefined;
  }
}

/** An 80-bit IEEE 754 extended number: sign and exponent (bias 16383), then a mantissa with its integer bit. */
function extendedFloat(bytes: Buffer): number {
  const exponent = (bytes.readUInt16BE(0) & 0x7fff) - 16383;
  return bytes.readUInt32BE(2) * 2 ** (exponent - 31) + bytes.readUInt32BE(6) * 2 ** (exponent - 63);
}
