import { GrowingFloat32 } from '../growing-array.ts';
import { C1_HZ, FAINTEST_SHARE, SILENCE, STRONGEST, type PitchPlan, type PitchRows } from '../pitch-rows.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `PitchRows` on the kernels. */
export class WasmPitchRows implements PitchRows {
  readonly #kernel = new KernelInstance();
  readonly #columns: number;
  /** Bins that are looked at. */
  readonly #bins: number;
  readonly #planAt: number;
  readonly #powerAt: number;
  readonly #sumsAt: number;
  readonly #rowAt: number;
  readonly #rows = new GrowingFloat32();

  constructor(plan: PitchPlan) {
    const kernel = this.#kernel;
    this.#columns = plan.columns;
    this.#bins = Math.max(plan.bins, plan.lastBin + 2);
    this.#planAt = placePlan(kernel, plan);
    this.#powerAt = kernel.reserve(FLOAT_BYTES * this.#bins);
    this.#sumsAt = kernel.reserve(8 * (plan.bins + 1));
    this.#rowAt = kernel.reserve(FLOAT_BYTES * (plan.columns + 1));
  }

  push(power: Float32Array): void {
    const kernel = this.#kernel;
    const length = Math.min(this.#bins, power.length);
    kernel.floats(this.#powerAt, length).set(power.subarray(0, length));
    kernel.run.pitchRow(this.#planAt, this.#powerAt, length, this.#sumsAt, this.#rowAt);
    this.#rows.append(kernel.floats(this.#rowAt, this.#columns));
  }

  finish(): Float32Array {
    return this.#rows.take();
  }
}

/** Lays out a plan as `assembly/pitch-rows.ts` reads it. */
function placePlan(kernel: KernelInstance, plan: PitchPlan): number {
  const numbers = [plan.hzPerBin, plan.lowHz, plan.highHz, plan.leastExcess, STRONGEST, FAINTEST_SHARE, SILENCE, C1_HZ];
  const integers = [plan.firstBin, plan.lastBin, plan.bins, plan.firstColumn, plan.columns, ...plan.halfWidths];
  const words = new Int32Array(2 * numbers.length + integers.length);
  words.set(new Int32Array(Float64Array.from(numbers).buffer));
  words.set(integers, 2 * numbers.length);
  return kernel.place(words);
}
