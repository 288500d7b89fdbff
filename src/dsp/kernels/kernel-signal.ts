import type { Frames } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';

/**
 * Meters take signals in pieces of this length, 64 kB a channel: calls cost little, and all meters' planes stay in a
 * second-level cache.
 */
export const CHUNK_FRAMES: Frames = 16384;

/** How far left and right reach back, and what may be read behind them: more than the true peaks ask for. */
export const CHANNEL_HISTORY: Frames = 128;

/** Bytes of a number in single precision, and how many of them a vector holds. */
export const FLOAT_BYTES = 4;
export const LANES = 4;

/**
 * A stretch of a stereo signal in the memory of the kernels, which several meters may measure before the next one is
 * loaded.
 */
export class KernelSignal {
  readonly kernel = new KernelInstance();
  readonly left: number;
  readonly right: number;
  /** Mid and side, (L ± R)/√2, of the stretch and of what came before. */
  readonly midSide: SlidingPlanes;
  /** Left and right, and `CHANNEL_HISTORY` samples of what came before; there is room for as many behind a stretch. */
  readonly #channels = new SlidingPlanes(this.kernel, CHANNEL_HISTORY, CHUNK_FRAMES + CHANNEL_HISTORY);
  #loaded: Frames = 0;

  /** @param history samples of mid and side before the stretch; at least those that the band filters reach back */
  constructor(history: Frames = 2 * LANES) {
    this.left = this.#channels.first;
    this.right = this.#channels.second;
    this.midSide = new SlidingPlanes(this.kernel, history, CHUNK_FRAMES);
  }

  /** Samples of the stretch that is loaded. */
  get loaded(): Frames {
    return this.#loaded;
  }

  /** Copies the first `frames` samples, at most `CHUNK_FRAMES`. */
  load(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.midSide.slide(this.#loaded);
    this.#channels.slide(this.#loaded);
    this.kernel.floats(this.left, frames).set(left.length === frames ? left : left.subarray(0, frames));
    this.kernel.floats(this.right, frames).set(right.length === frames ? right : right.subarray(0, frames));
    this.kernel.run.midSide(this.left, this.right, this.midSide.first, this.midSide.second, frames);
    this.#loaded = frames;
  }

  /** Loads a signal of any length chunk by chunk, and has each one measured. */
  feed(left: Float32Array, right: Float32Array, frames: Frames, measure: (frames: Frames) => void): void {
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - from);
      this.load(left.subarray(from, from + count), right.subarray(from, from + count), count);
      measure(count);
    }
  }
}

/** Two planes of samples with some of what came before in front of them, for windows and filters that reach back. */
export class SlidingPlanes {
  /** Where new samples belong: `room` of them at most. Just before lie the last `history` ones, zeros at first. */
  readonly first: number;
  readonly second: number;
  readonly #kernel: KernelInstance;
  readonly #history: Frames;

  constructor(kernel: KernelInstance, history: Frames, room: Frames) {
    // Whole vectors may reach past the last sample.
    const bytes = FLOAT_BYTES * (history + room + LANES);
    this.#kernel = kernel;
    this.#history = history;
    this.first = kernel.reserve(bytes) + FLOAT_BYTES * history;
    this.second = kernel.reserve(bytes) + FLOAT_BYTES * history;
  }

  /** Makes the last samples of the `frames` that are there the history of the next. */
  slide(frames: Frames): void {
    const memory = new Uint8Array(this.#kernel.run.memory.buffer);
    const history = FLOAT_BYTES * this.#history;
    const moved = FLOAT_BYTES * frames;
    memory.copyWithin(this.first - history, this.first - history + moved, this.first + moved);
    memory.copyWithin(this.second - history, this.second - history + moved, this.second + moved);
  }
}
