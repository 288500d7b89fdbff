import type { RunPowers, Stretch } from '../run-powers.ts';
import type { Frames } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `Stretch` in the memory of the kernels: single precision within a run, double over the runs. */
export class WasmStretch implements Stretch {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly #kernel = new KernelInstance();
  readonly #at: { left: number; right: number; sums: number };

  constructor(frames: Frames) {
    const kernel = this.#kernel;
    const plane = (): number => kernel.reserve(FLOAT_BYTES * frames);
    this.#at = { left: plane(), right: plane(), sums: kernel.reserve(3 * 8) };
    this.left = kernel.floats(this.#at.left, frames);
    this.right = kernel.floats(this.#at.right, frames);
  }

  powers(): RunPowers {
    const { left, right, sums } = this.#at;
    this.#kernel.run.runPowers(left, right, this.left.length, sums);
    const [all, fours, runs] = this.#kernel.doubles(sums, 3);
    return { all, fours, runs };
  }
}
