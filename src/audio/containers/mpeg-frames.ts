import type { Frames, Hertz } from '../../dsp/units.ts';
import type { ByteSource } from './byte-source.ts';

/** What the four bytes in front of every MPEG audio frame say (ISO/IEC 11172-3, 13818-3; layer III only). */
export interface MpegHeader {
  /** MPEG-1, or MPEG-2 and 2.5, which have half the frames and the lower rates. */
  isMpeg1: boolean;
  sampleRateHz: Hertz;
  channels: number;
  /** Of the whole MPEG frame, header included. */
  bytes: number;
  /** Sample frames it decodes to. */
  frames: Frames;
}

export const MPEG_HEADER_BYTES = 4;

const BITRATES_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES_MPEG1 = [44100, 48000, 32000];

/** The header at `at`, or `undefined` where there is none: no sync, another layer, free format, a reserved value. */
export function mpegHeader(bytes: Uint8Array, at: number): MpegHeader | undefined {
  if (at + MPEG_HEADER_BYTES > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[at + 1] >> 3) & 3;
  const isLayer3 = ((bytes[at + 1] >> 1) & 3) === 1;
  const isMpeg1 = version === 3;
  const kilobits = (isMpeg1 ? BITRATES_MPEG1 : BITRATES_MPEG2)[bytes[at + 2] >> 4];
  const baseRate = SAMPLE_RATES_MPEG1[(bytes[at + 2] >> 2) & 3];
  if (!isLayer3 || version === 1 || !kilobits || baseRate === undefined) return undefined;
  // MPEG-2 halves the rates, MPEG-2.5 quarters them.
  const sampleRateHz = isMpeg1 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const padding = (bytes[at + 2] >> 1) & 1;
  return {
    isMpeg1,
    sampleRateHz,
    channels: bytes[at + 3] >> 6 === 3 ? 1 : 2,
    bytes: Math.floor(((isMpeg1 ? 144 : 72) * kilobits * 1000) / sampleRateHz) + padding,
    frames: isMpeg1 ? 1152 : 576,
  };
}

/**
 * Where the first of `wanted` headers in a row stands, each where the one before it says, all of one version and rate;
 * −1 where there is none. One header can be chance (1 in 2000 byte positions of noise); three in a row are not.
 */
export function findMpegFrames(bytes: Uint8Array, from: number, wanted: number): number {
  for (let at = from; at + MPEG_HEADER_BYTES <= bytes.length; at++) {
    const first = mpegHeader(bytes, at);
    let header = first;
    let next = at;
    let found = 0;
    while (header !== undefined && first !== undefined && isSameStream(header, first) && ++found < wanted) {
      next += header.bytes;
      header = mpegHeader(bytes, next);
    }
    if (found === wanted) return at;
  }
  return -1;
}

const PIECE_BYTES = 65536;

/**
 * The whole MPEG frames of a file from `start` on, in runs of up to 64 KiB. What is no frame (tags at the end, damage
 * in between) is passed over, so a decoder never sees it.
 */
export async function* mpegFrameRuns(source: ByteSource, start: number): AsyncGenerator<Uint8Array> {
  let stream: MpegHeader | undefined;
  let carried: Uint8Array = new Uint8Array(0);
  for await (const piece of source.pieces(start, source.size, PIECE_BYTES)) {
    const bytes = Buffer.concat([carried, piece]);
    let at = 0;
    for (;;) {
      const header = mpegHeader(bytes, at);
      if (header !== undefined && isSameStream(header, (stream ??= header))) {
        if (at + header.bytes <= bytes.length) {
          const runStart = at;
          at = endOfRun(bytes, at, stream);
          yield bytes.subarray(runStart, at);
          continue;
        }
        break;
      }
      const next = findMpegFrames(bytes, at + 1, 2);
      if (next < 0) {
        // The next frame may begin in what is left, up to one longest frame and a header before the end.
        at = Math.max(at, bytes.length - LONGEST_FRAME - MPEG_HEADER_BYTES);
        break;
      }
      at = next;
    }
    carried = bytes.subarray(at);
  }
}

/** 320 kbit/s at 32 kHz with padding. */
const LONGEST_FRAME = 1441;

function endOfRun(bytes: Uint8Array, from: number, stream: MpegHeader): number {
  let at = from;
  for (;;) {
    const header = mpegHeader(bytes, at);
    if (header === undefined || !isSameStream(header, stream) || at + header.bytes > bytes.length) return at;
    at += header.bytes;
  }
}

function isSameStream(a: MpegHeader, b: MpegHeader): boolean {
  return a.isMpeg1 === b.isMpeg1 && a.sampleRateHz === b.sampleRateHz;
}
