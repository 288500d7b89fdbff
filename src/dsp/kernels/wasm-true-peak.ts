import type { Meter } from '../meters.ts';
import { TRUE_PEAK_GAIN, TRUE_PEAK_PHASES, TRUE_PEAK_STRETCH, TRUE_PEAK_TAPS } from '../true-peak.ts';
import type { Frames } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `TruePeak` with four moments in the lanes of a vector. */
export class WasmTruePeak implements Meter<number> {
  readonly #kernel = new KernelInstance();
  readonly #mirrored = this.#kernel.place(mirroredMemory());
  readonly #channels = [0, 1].map(() => this.#kernel.reserve(4 * (HISTORY + CHUNK_FRAMES + TRUE_PEAK_STRETCH)));
  /** Samples at the start of each channel's memory: the history, then those not yet measured. */
  #kept: Frames = HISTORY;
  #peak = 0;

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let from = 0; from < frames;) {
      const count = Math.min(CHUNK_FRAMES + HISTORY - this.#kept, frames - from);
      this.#append([left.subarray(from, from + count), right.subarray(from, from + count)], count);
      from += count;
    }
  }

  finish(): number {
    // The taps' reach past the end, and up to a whole stretch.
    const silence = new Float32Array(TRUE_PEAK_TAPS + TRUE_PEAK_STRETCH);
    this.push(silence, silence, silence.length);
    return this.#peak;
  }

  #append(samples: readonly Float32Array[], count: Frames): void {
    const waiting = this.#kept - HISTORY + count;
    const measured = waiting - (waiting % TRUE_PEAK_STRETCH);
    this.#channels.forEach((at, channel) => {
      const memory = this.#kernel.floats(at, HISTORY + CHUNK_FRAMES + TRUE_PEAK_STRETCH);
      memory.set(samples[channel], this.#kept);
      this.#peak = this.#kernel.run.truePeak(at, measured, this.#mirrored, TRUE_PEAK_TAPS, GAIN, this.#peak);
      memory.copyWithin(0, measured, this.#kept + count);
    });
    this.#kept += count - measured;
  }
}

/** Blocks pass through the kernel's memory in pieces of this length, 128 kB a channel, however long they are. */
const CHUNK_FRAMES: Frames = 32768;
const HISTORY: Frames = TRUE_PEAK_TAPS - 1;
/** A little more than the true gain, so that rounding in single precision never skips a peak. */
const GAIN = TRUE_PEAK_GAIN * 1.00001;

/** Even and odd part of phases 1 and 3, and phase 2, of the first half of the taps in turns, each four times. */
function mirroredMemory(): Float32Array {
  const [first, second, third] = TRUE_PEAK_PHASES;
  const memory = new Float32Array(6 * TRUE_PEAK_TAPS);
  for (let tap = 0; tap < TRUE_PEAK_TAPS / 2; tap++) {
    const parts = [(first[tap] + third[tap]) / 2, (first[tap] - third[tap]) / 2, second[tap]];
    parts.forEach((part, i) => memory.fill(part, tap * 12 + i * 4, tap * 12 + i * 4 + 4));
  }
  return memory;
}
