import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Frames, Hertz } from '../dsp/units.ts';
import { Failure } from '../store/failure.ts';

/** How samples are stored. `pcm16` is dithered; `float32` keeps every bit and may exceed full scale. */
export type WavFormat = 'pcm16' | 'pcm24' | 'float32';

const FRAME_BYTES: Readonly<Record<WavFormat, number>> = { pcm16: 4, pcm24: 6, float32: 8 };
const CHANNELS = 2;
/** RIFF header, room for `ds64`, `fmt `, `fact` and the data chunk's header. */
const HEADER_BYTES = 12 + 36 + 24 + 12 + 8;
/** Frames converted at once. */
const BATCH_FRAMES = 32768;
const LARGEST_RIFF = 0xffff_ffff;

/**
 * Writes a stereo WAV piece by piece. The file stands under a temporary name beside its own until `close()`, so nobody
 * ever sees half a file; `discard()` removes it. Beyond 4 GiB the header becomes RF64 (EBU Tech 3306), for which room
 * is kept.
 */
export class WavWriter {
  readonly file: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #format: WavFormat;
  readonly #sampleRateHz: Hertz;
  readonly #buffer: Buffer;
  readonly #dither = triangularDither();
  #frames = 0;

  private constructor(file: string, temporary: string, handle: FileHandle, sampleRateHz: Hertz, format: WavFormat) {
    this.file = file;
    this.#temporary = temporary;
    this.#handle = handle;
    this.#format = format;
    this.#sampleRateHz = sampleRateHz;
    this.#buffer = Buffer.from(new ArrayBuffer(BATCH_FRAMES * FRAME_BYTES[format]));
  }

  /** @throws Failure 'input' where the folder is missing or may not be written to. */
  static async create(file: string, options: { sampleRateHz: Hertz; format: WavFormat }): Promise<WavWriter> {
    const temporary = `${file}.${process.pid}-${(unique += 1)}.part`;
    let handle: FileHandle;
    try {
      handle = await open(temporary, 'w');
    } catch (error) {
      throw new Failure(
        'input',
        `"${file}" could not be written: check that its folder exists and may be written to.`,
        {
          cause: error,
        },
      );
    }
    await handle.write(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return new WavWriter(file, temporary, handle, options.sampleRateHz, options.format);
  }

  /**
   * Appends frames, full scale ±1. Integers are rounded to `x · 2^(bits−1)` and clipped at full scale.
   *
   * @throws RangeError where the channels differ in length or a sample is not a number: that is a fault of the caller.
   */
  async write(left: Float32Array, right: Float32Array): Promise<void> {
    if (left.length !== right.length)
      throw new RangeError(`Channels differ: ${left.length} and ${right.length} frames.`);
    for (let from = 0; from < left.length; from += BATCH_FRAMES) {
      const frames = Math.min(BATCH_FRAMES, left.length - from);
      this.#encode(left, right, from, frames);
      const bytes = frames * FRAME_BYTES[this.#format];
      const position = HEADER_BYTES + this.#frames * FRAME_BYTES[this.#format];
      await this.#handle.write(this.#buffer, 0, bytes, position);
      this.#frames += frames;
    }
  }

  /** Completes the header, puts everything on disk, and gives the file its name, replacing what stood there. */
  async close(): Promise<void> {
    const header = wavHeader(this.#format, this.#sampleRateHz, this.#frames);
    await this.#handle.write(header, 0, header.length, 0);
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporary, this.file);
  }

  /** Gives up: removes what was written and leaves an older file of the same name alone. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#temporary, { force: true });
  }

  #encode(left: Float32Array, right: Float32Array, from: Frames, frames: Frames): void {
    const buffer = this.#buffer;
    let at = 0;
    for (let i = from; i < from + frames; i++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        const sample = channel === 0 ? left[i] : right[i];
        // Infinity and NaN less themselves are NaN.
        if (sample - sample !== 0)
          throw new RangeError(`Sample ${this.#frames + i - from} of "${this.file}" is ${sample}.`);
        if (this.#format === 'float32') {
          at = buffer.writeFloatLE(sample, at);
          continue;
        }
        const value =
          this.#format === 'pcm24' ? quantised(sample, 0x80_0000, 0) : quantised(sample, 0x8000, this.#dither());
        buffer[at++] = value;
        buffer[at++] = value >> 8;
        if (this.#format === 'pcm24') buffer[at++] = value >> 16;
      }
    }
  }
}

/** Makes temporary names of one process differ. */
let unique = 0;

/** Looked up once: this runs for every sample. */
const { floor } = Math;

function quantised(sample: number, fullScale: number, dither: number): number {
  const value = floor(sample * fullScale + dither + 0.5);
  return value < -fullScale ? -fullScale : value >= fullScale ? fullScale - 1 : value;
}

/**
 * Triangular noise of ±1 step, the sum of two uniform draws: makes the error of rounding independent of the sound in
 * mean and power (Lipshitz, Wannamaker, Vanderkooy 1992). Drawn from a fixed seed (xorshift32, Marsaglia 2003), so that
 * the same sound always gives the same file.
 */
function triangularDither(): () => number {
  let state = 0x9e37_79b9;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return () => uniform() - uniform();
}

/** The first `HEADER_BYTES` of the file. `JUNK` holds the place of `ds64` while the sizes fit 32 bits. */
function wavHeader(format: WavFormat, sampleRateHz: Hertz, frames: Frames): Buffer {
  const dataBytes = frames * FRAME_BYTES[format];
  const riffBytes = HEADER_BYTES - 8 + dataBytes;
  const isLong = riffBytes > LARGEST_RIFF;
  const header = Buffer.alloc(HEADER_BYTES);
  let at = 0;
  const text = (value: string) => (at += header.write(value, at, 'latin1'));
  const uint16 = (value: number) => (at = header.writeUInt16LE(value, at));
  const uint32 = (value: number) => (at = header.writeUInt32LE(value, at));
  const uint64 = (value: number) => (at = header.writeBigUInt64LE(BigInt(value), at));

  text(isLong ? 'RF64' : 'RIFF');
  uint32(isLong ? LARGEST_RIFF : riffBytes);
  text('WAVE');

  text(isLong ? 'ds64' : 'JUNK');
  uint32(28);
  uint64(isLong ? riffBytes : 0);
  uint64(isLong ? dataBytes : 0);
  uint64(isLong ? frames : 0);
  uint32(0);

  text('fmt ');
  uint32(16);
  uint16(format === 'float32' ? 3 : 1);
  uint16(CHANNELS);
  uint32(sampleRateHz);
  uint32(sampleRateHz * FRAME_BYTES[format]);
  uint16(FRAME_BYTES[format]);
  uint16((8 * FRAME_BYTES[format]) / CHANNELS);

  text('fact');
  uint32(4);
  uint32(isLong ? LARGEST_RIFF : frames);

  text('data');
  uint32(isLong ? LARGEST_RIFF : dataBytes);
  return header;
}
