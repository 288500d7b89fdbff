import type { BinPowers, BinRow } from '../bin-powers.ts';
import type { Frames } from '../units.ts';
import { hannWindow } from '../window.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';
import { passTwiddles } from './pass-twiddles.ts';

/** `BinPowers` with transform and sums in the memory of the kernels. */
export class WasmBinPowers implements BinPowers {
  readonly #kernel = new KernelInstance();
  readonly #size: Frames;
  readonly #first: number;
  readonly #end: number;
  readonly #at: { left: number; right: number; planes: number; window: number; twiddles: number; bins: number };

  constructor(size: Frames, first: number, end: number) {
    const kernel = this.#kernel;
    [this.#size, this.#first, this.#end] = [size, first, end];
    this.#at = {
      left: kernel.reserve(FLOAT_BYTES * size),
      right: kernel.reserve(FLOAT_BYTES * size),
      planes: kernel.reserve(4 * DOUBLE_BYTES * size),
      window: kernel.place(hannWindow(size)),
      twiddles: kernel.place(passTwiddles(size, DOUBLE_LANES)),
      bins: kernel.reserve(FLOAT_BYTES * (end - first)),
    };
  }

  measure(left: Float32Array, right: Float32Array, start: Frames): BinRow {
    const [kernel, size, first, end] = [this.#kernel, this.#size, this.#first, this.#end];
    const at = this.#at;
    kernel.floats(at.left, size).set(left.subarray(start, start + size));
    kernel.floats(at.right, size).set(right.subarray(start, start + size));
    const { binPowers } = kernel.run;
    const power = binPowers(at.left, at.right, at.window, size, at.planes, at.twiddles, first, end, at.bins);
    const bins = new Float32Array(end);
    bins.set(kernel.floats(at.bins, end - first), first);
    return { bins, power };
  }
}

const DOUBLE_BYTES = 8;
const DOUBLE_LANES = 2;
