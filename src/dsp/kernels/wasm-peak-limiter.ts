import type { PeakLimiter, PeakLimits } from '../quick-peak-limiter.ts';
import type { Frames } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES } from './kernel-signal.ts';

/**
 * A look-ahead peak limiter of both channels alike, as `assembly/peak-limiter.ts` has it: the samples of the plain
 * limiter in `src/devices/limiter.ts` to the last bit.
 */
export class WasmPeakLimiter implements PeakLimiter {
  readonly #kernel = new KernelInstance();
  readonly #left = this.#kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES);
  readonly #right = this.#kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES);
  readonly #state: number;

  constructor({ gain, limit, delay, lookahead, hold, release, between }: PeakLimits) {
    const kernel = this.#kernel;
    const length = lookahead + 1;
    const window = length + hold;
    const room = 2 ** Math.ceil(Math.log2(window));
    const waiting = kernel.reserve(PAIR_BYTES * (delay + BLOCK));
    const gains = kernel.reserve(DOUBLE_BYTES * BLOCK);
    const candidates = kernel.reserve(DOUBLE_BYTES * room);
    const places = kernel.reserve(INTEGER_BYTES * room);
    const recent = kernel.place(new Float64Array(length).fill(1));
    const taps = between === undefined ? 0 : kernel.place(between.taps);
    // As after a long rest.
    const doubles = Float64Array.of(gain, limit, between?.harmless ?? limit, release, length, 1);
    const quiet = window + length;
    const integers = [
      ...[delay, length, window, quiet, 0, 0, 0, 0, room - 1, quiet, quiet],
      ...[waiting, gains, candidates, places, recent, taps],
    ];
    this.#state = kernel.reserve(doubles.byteLength + INTEGER_BYTES * integers.length);
    kernel.doubles(this.#state, doubles.length).set(doubles);
    kernel.integers(this.#state + doubles.byteLength, integers.length).set(integers);
  }

  /** Limits the first `frames` samples in place. */
  process(left: Float32Array, right: Float32Array, frames: Frames): void {
    const kernel = this.#kernel;
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - from);
      const [first, second] = [this.#left, this.#right].map((at) => kernel.floats(at, count));
      first.set(left.subarray(from, from + count));
      second.set(right.subarray(from, from + count));
      kernel.run.limitPeaks(this.#left, this.#right, count, this.#state);
      left.set(first, from);
      right.set(second, from);
    }
  }
}

/** As in the kernel. */
const BLOCK: Frames = 256;
const INTEGER_BYTES = 4;
const DOUBLE_BYTES = 8;
const PAIR_BYTES = 16;
