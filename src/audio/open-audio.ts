import { Failure, throwIfCancelled } from '../store/failure.ts';
import type { Frames } from '../dsp/units.ts';
import type { AudioBlock, AudioFormat, AudioSource } from './audio-source.ts';
import type { ContentHash } from './content-hash.ts';
import { ByteSource } from './containers/byte-source.ts';
import { cutShortFailure, type OpenedContainer } from './containers/opened-container.ts';
import { sniff } from './containers/sniff.ts';
import { foldDown, loudnessWeights } from './containers/speakers.ts';

/** The rates the measurements are made for: from half of CD's to the highest a Live set runs at. */
const LOWEST_RATE_HZ = 22050;
const HIGHEST_RATE_HZ = 192_000;
/** What `AudioSource.blocks` promises. */
const LONGEST_BLOCK = 65536;

/**
 * Opens an audio file: WAV (RF64, BW64), AIFF (AIFC), FLAC, MP3, M4A (AAC, Apple Lossless) or OGG (Vorbis, FLAC). The
 * kind is told by its content; the name does not matter. Only the header is read here; `blocks()` opens the file again,
 * streams it, and closes it, as often as it is called. Memory does not grow with the length of the file, except for
 * MP4's index (8 bytes a packet).
 *
 * @throws Failure 'input', in one sentence with the file's name, where there is no such file, it is a folder, may not
 *   be read, is empty, is no audio or of an unknown codec, has more than eight channels, or a rate outside 22.05–192
 *   kHz.
 */
export async function openAudio(file: string): Promise<AudioSource> {
  const source = await ByteSource.open(file);
  try {
    const container = await openContainer(source);
    const { format } = container;
    if (!(format.sampleRateHz >= LOWEST_RATE_HZ && format.sampleRateHz <= HIGHEST_RATE_HZ)) {
      throw new Failure(
        'input',
        `"${file}" has a sample rate of ${format.sampleRateHz} Hz, and ${LOWEST_RATE_HZ} to ${HIGHEST_RATE_HZ} Hz can be measured: export it at 44100 or 48000 Hz.`,
      );
    }
    return {
      file,
      format,
      ...(container.speakers.length > 2 && { loudnessWeights: loudnessWeights(container.speakers) }),
      blocks: (signal, hash) => readBlocks(file, container, 0, signal, hash),
      ...(container.startsAnywhere && {
        blocksFrom: (startFrame: Frames, signal) => readBlocks(file, container, startFrame, signal),
      }),
    };
  } finally {
    await source.close();
  }
}

async function openContainer(source: ByteSource): Promise<OpenedContainer> {
  const sniffed = await sniff(source);
  if ('other' in sniffed) {
    throw new Failure('input', `"${source.file}" is ${sniffed.other}: name a WAV, AIFF, FLAC, MP3, M4A or OGG file.`);
  }
  // A decoder is loaded when the first file needs it: together they are most of the program's code.
  const open: Record<AudioFormat['container'], () => Promise<OpenedContainer>> = {
    wav: async () => (await import('./containers/wav.ts')).openWav(source),
    aiff: async () => (await import('./containers/aiff.ts')).openAiff(source),
    flac: async () => (await import('./containers/flac.ts')).openFlac(source, sniffed.start),
    mp3: async () => (await import('./containers/mp3.ts')).openMp3(source, sniffed.start),
    m4a: async () => (await import('./containers/m4a.ts')).openM4a(source),
    ogg: async () => (await import('./containers/ogg.ts')).openOgg(source),
  };
  return open[sniffed.container]();
}

async function* readBlocks(
  file: string,
  { format, speakers, slackFrames, alwaysNumbers, chunks }: OpenedContainer,
  startFrame: Frames,
  signal: AbortSignal | undefined,
  hash?: ContentHash,
): AsyncGenerator<AudioBlock> {
  const source = await ByteSource.open(file, hash);
  try {
    let done = startFrame;
    for await (const chunk of chunks(source, startFrame)) {
      const { left, right } = foldDown(chunk, speakers);
      for (let from = 0; from < chunk.frames; from += LONGEST_BLOCK) {
        throwIfCancelled(signal);
        const to = Math.min(from + LONGEST_BLOCK, chunk.frames);
        const block = { left: left.subarray(from, to), right: right.subarray(from, to), frames: to - from };
        if (!alwaysNumbers) assertNumbers(block, file, (done + from) / format.sampleRateHz);
        yield chunk.channels.length <= 2
          ? block
          : { ...block, channels: chunk.channels.map((channel) => channel.subarray(from, to)) };
      }
      done += chunk.frames;
    }
    if (format.statedFrames !== undefined && done + slackFrames < format.statedFrames && done > 0) {
      throw cutShortFailure(file, done / format.sampleRateHz, format.statedFrames / format.sampleRateHz);
    }
    if (done === 0) throw new Failure('input', `"${file}" holds no samples: export it again.`);
    await source.finishHash();
  } finally {
    await source.close();
  }
}

/** A block that holds NaN or infinity is refused. */
function assertNumbers({ left, right }: AudioBlock, file: string, startSeconds: number): void {
  // Mono, and silence that a decoder passed by, are one array for both sides.
  const isMono = left.buffer === right.buffer && left.byteOffset === right.byteOffset;
  if (areNumbers(left) && (isMono || areNumbers(right))) return;
  throw new Failure(
    'input',
    `"${file}" holds samples that are not numbers (NaN or infinite) near ${startSeconds.toFixed(1)} s: find the plug-in that made them and export it again.`,
  );
}

/**
 * Whether no sample is NaN or infinite. Those two have all eight bits of the exponent set (IEEE 754), so that one more
 * in its lowest bit carries into the sign; whole numbers are added and joined several times faster than samples are
 * compared.
 */
function areNumbers(samples: Float32Array): boolean {
  const bits = new Int32Array(samples.buffer, samples.byteOffset, samples.length);
  for (let from = 0; from < bits.length; from += CHECKED_TOGETHER) {
    if (joinedExponents(bits, from, Math.min(bits.length, from + CHECKED_TOGETHER)) < 0) return false;
  }
  return true;
}

/** In a function of its own and short: V8 leaves what it has made of one long loop as soon as that ends, every time. */
function joinedExponents(bits: Int32Array, from: number, to: number): number {
  let joined = 0;
  for (let i = from; i < to; i++) joined |= (bits[i] & 0x7fff_ffff) + 0x0080_0000;
  return joined;
}

const CHECKED_TOGETHER: Frames = 1024;
