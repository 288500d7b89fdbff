import { MPEGDecoder } from 'mpg123-decoder';
import type { Frames } from '../../dsp/units.ts';
import type { ByteSource } from './byte-source.ts';
import { damagedFailure, type DecodedChunk, type OpenedContainer } from './opened-container.ts';
import { MPEG_HEADER_BYTES, mpegFrameRuns, mpegHeader, type MpegHeader } from './mpeg-frames.ts';
import { withoutConsole } from './without-console.ts';

/** Enough for the longest frame, in which an encoder may have left its notes. */
const FIRST_FRAME_BYTES = 2048;

/**
 * Opens MP3 (MPEG-1, 2 and 2.5 layer III) whose first frame stands at `start`. Where the encoder noted its delay and
 * padding (LAME's tag) they are taken off, so that the sound starts and ends where it did before encoding; the length
 * is stated where the encoder noted it (Xing, Info or VBRI), else only decoding tells.
 *
 * @throws Failure 'input' where nothing decodes.
 */
export async function openMp3(source: ByteSource, start: number): Promise<OpenedContainer> {
  const bytes = Buffer.from(await source.read(start, FIRST_FRAME_BYTES));
  const header = mpegHeader(bytes, 0);
  if (header === undefined) throw damagedFailure(source.file, 'its first frame is not MPEG audio');
  return {
    format: {
      container: 'mp3',
      codec: 'mp3',
      sampleRateHz: header.sampleRateHz,
      channels: header.channels,
      statedFrames: notedFrames(bytes, header),
    },
    // mpg123 is built to put out two channels; a mono file comes as two equal ones.
    speakers: ['L', 'R'],
    // The last frame may be lost without anything being missing: encoders pad with up to two frames.
    slackFrames: 2 * header.frames,
    alwaysNumbers: false,
    startsAnywhere: false,
    chunks: (again) => mp3Chunks(again, start),
  };
}

/** Length by the encoder's note in the first frame, less the delay and padding it noted, if it did. */
function notedFrames(bytes: Buffer, header: MpegHeader): Frames | undefined {
  const sideInfoBytes = header.isMpeg1 ? (header.channels === 1 ? 17 : 32) : header.channels === 1 ? 9 : 17;
  const xing = MPEG_HEADER_BYTES + sideInfoBytes;
  const mark = bytes.toString('latin1', xing, xing + 4);
  if (mark === 'Xing' || mark === 'Info') {
    const flags = bytes.readUInt32BE(xing + 4);
    if ((flags & 1) === 0) return undefined;
    const mpegFrames = bytes.readUInt32BE(xing + 8);
    // Frames, bytes, 100 seek points, quality: each there or not by its flag; then LAME's own part.
    const lame = xing + 12 + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
    const trimmed = /^L(AME|avc|avf)/.test(bytes.toString('latin1', lame, lame + 4))
      ? bytes.readUIntBE(lame + 21, 3)
      : 0;
    return mpegFrames * header.frames - (trimmed >> 12) - (trimmed & 0xfff);
  }
  // Fraunhofer's note always stands behind 32 bytes.
  const vbri = MPEG_HEADER_BYTES + 32;
  if (bytes.toString('latin1', vbri, vbri + 4) === 'VBRI') return bytes.readUInt32BE(vbri + 14) * header.frames;
  return undefined;
}

async function* mp3Chunks(source: ByteSource, start: number): AsyncGenerator<DecodedChunk> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    for await (const frames of mpegFrameRuns(source, start)) {
      const { channelData, samplesDecoded, errors } = withoutConsole(() => decoder.decode(frames));
      const [first] = errors;
      if (first !== undefined) throw damagedFailure(source.file, 'an MPEG frame does not decode', first.message);
      if (samplesDecoded > 0) yield { channels: channelData, frames: samplesDecoded };
    }
  } finally {
    decoder.free();
  }
}
