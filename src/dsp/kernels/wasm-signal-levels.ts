import type { Meter, SignalLevels } from '../meters.ts';
import { AUDIBLE, FULL_SCALE, SHORTEST_CLIPPED_RUN } from '../signal-levels.ts';
import type { Frames } from '../units.ts';
import { KernelSignal } from './kernel-signal.ts';

/** `SignalLevelsMeter` on the kernels; sums are as exact as single precision over 256 samples. */
export class WasmSignalLevels implements Meter<SignalLevels> {
  readonly #signal: KernelSignal;
  /** As `assembly/levels.ts` lays it out. */
  readonly #state: number;
  #frames: Frames = 0;
  #soundFrom: Frames = -1;
  #soundTo: Frames = -1;

  constructor(signal = new KernelSignal()) {
    this.#signal = signal;
    this.#state = signal.kernel.place(new Int32Array(STATE_WORDS));
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => this.measure(count));
  }

  /** Takes the samples that are loaded. */
  measure(frames: Frames): void {
    const { kernel, left, right } = this.#signal;
    const peak = kernel.run.levels(left, right, frames, this.#state, FULL_SCALE, SHORTEST_CLIPPED_RUN);
    if (peak > AUDIBLE) this.#noteSound(kernel.floats(left, frames), kernel.floats(right, frames));
    this.#frames += frames;
  }

  finish(): SignalLevels {
    const { kernel } = this.#signal;
    const [sumLeft, sumRight, squares] = kernel.doubles(this.#state, 3);
    const words = kernel.integers(this.#state, STATE_WORDS);
    return {
      frames: this.#frames,
      samplePeak: kernel.floats(this.#state, STATE_WORDS)[PEAK_WORD],
      sumLeft,
      sumRight,
      squares,
      clippedRuns: RUNS_WORDS.reduce((sum, word) => sum + words[word], 0),
      soundFrom: this.#soundFrom,
      soundTo: this.#soundTo,
    };
  }

  #noteSound(left: Float32Array, right: Float32Array): void {
    const sounds = (n: Frames): boolean => Math.abs(left[n]) > AUDIBLE || Math.abs(right[n]) > AUDIBLE;
    if (this.#soundFrom < 0) {
      let first = 0;
      while (!sounds(first)) first += 1;
      this.#soundFrom = this.#frames + first;
    }
    let last = left.length - 1;
    while (!sounds(last)) last -= 1;
    this.#soundTo = this.#frames + last + 1;
  }
}

const STATE_WORDS = 14;
const PEAK_WORD = 6;
const RUNS_WORDS: readonly number[] = [10, 13];
