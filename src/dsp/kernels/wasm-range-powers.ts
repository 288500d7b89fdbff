import type { BinRange, RangePowers } from '../range-powers.ts';
import type { Frames } from '../units.ts';
import { hannWindow } from '../window.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';
import { passTwiddles } from './pass-twiddles.ts';

/** `RangePowers` with transform and sums in the memory of the kernels. */
export class WasmRangePowers implements RangePowers {
  readonly #kernel = new KernelInstance();
  readonly #size: Frames;
  readonly #ranges: number;
  readonly #at: { planes: number; window: number; twiddles: number; edges: number; rows: number };
  #signal = { left: 0, right: 0, room: 0 };

  constructor(size: Frames, ranges: readonly BinRange[]) {
    const kernel = this.#kernel;
    this.#size = size;
    this.#ranges = ranges.length;
    this.#at = {
      planes: kernel.reserve(4 * DOUBLE_BYTES * size),
      window: kernel.place(hannWindow(size)),
      twiddles: kernel.place(passTwiddles(size, DOUBLE_LANES)),
      edges: kernel.place(Int32Array.from(ranges.flat())),
      rows: kernel.reserve(2 * DOUBLE_BYTES * (ranges.length + 1)),
    };
  }

  measure(left: Float32Array, right: Float32Array, start: Frames, hop: Frames): readonly [Float64Array, Float64Array] {
    const { planes, window, twiddles, edges, rows } = this.#at;
    const end = start + hop + this.#size;
    this.#load(left.subarray(start, end), right.subarray(start, end));
    const signal = this.#signal;
    const { rangePowers } = this.#kernel.run;
    rangePowers(signal.left, signal.right, hop, window, this.#size, planes, twiddles, edges, this.#ranges, rows);
    const values = this.#ranges + 1;
    return [this.#kernel.doubles(rows, values), this.#kernel.doubles(rows + DOUBLE_BYTES * values, values)];
  }

  #load(left: Float32Array, right: Float32Array): void {
    const kernel = this.#kernel;
    if (this.#signal.room < left.length) {
      const plane = (): number => kernel.reserve(FLOAT_BYTES * left.length);
      this.#signal = { left: plane(), right: plane(), room: left.length };
    }
    kernel.floats(this.#signal.left, left.length).set(left);
    kernel.floats(this.#signal.right, right.length).set(right);
  }
}

const DOUBLE_BYTES = 8;
const DOUBLE_LANES = 2;
