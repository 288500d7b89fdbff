import { GrowingFloat32 } from '../growing-array.ts';
import type { Meter, TruePeaks } from '../meters.ts';
import { TRUE_PEAK_GAIN, TRUE_PEAK_PHASES, TRUE_PEAK_STRETCH, TRUE_PEAK_TAPS, truePeakBlock } from '../true-peak.ts';
import type { Frames, Hertz } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `TruePeak` with four moments in the lanes of a vector. */
export class WasmTruePeak implements Meter<TruePeaks> {
  readonly #kernel = new KernelInstance();
  readonly #mirrored = this.#kernel.place(mirroredMemory());
  readonly #channels = [0, 1].map(() => this.#kernel.reserve(4 * (HISTORY + CHUNK_FRAMES + TRUE_PEAK_STRETCH)));
  readonly #sampleRateHz: Hertz;
  readonly #blockFrames: Frames;
  readonly #peaks = new GrowingFloat32();
  /** Samples at the start of each channel's memory: the history, then those not yet measured. */
  #kept: Frames = HISTORY;
  #pushed: Frames = 0;
  #inBlock: Frames = 0;
  #peak = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.#blockFrames = truePeakBlock(sampleRateHz);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#pushed += frames;
    for (let from = 0; from < frames;) {
      const count = Math.min(CHUNK_FRAMES + HISTORY - this.#kept, frames - from);
      this.#append([left.subarray(from, from + count), right.subarray(from, from + count)], count);
      from += count;
    }
  }

  finish(): TruePeaks {
    const blocks = Math.ceil(this.#pushed / this.#blockFrames);
    // The taps' reach past the end, and up to a whole stretch.
    const silence = new Float32Array(TRUE_PEAK_TAPS + TRUE_PEAK_STRETCH);
    this.push(silence, silence, silence.length);
    this.#peaks.push(this.#peak);
    const peaks = this.#peaks.toArray();
    // What rings after the last sample is still the last block's.
    if (blocks > 0) peaks[blocks - 1] = Math.max(...peaks.subarray(blocks - 1));
    return { blockSeconds: this.#blockFrames / this.#sampleRateHz, peaks: peaks.slice(0, blocks) };
  }

  #append(samples: readonly Float32Array[], count: Frames): void {
    const waiting = this.#kept - HISTORY + count;
    const measured = waiting - (waiting % TRUE_PEAK_STRETCH);
    const memories = this.#channels.map((at) => this.#kernel.floats(at, HISTORY + CHUNK_FRAMES + TRUE_PEAK_STRETCH));
    memories.forEach((memory, channel) => memory.set(samples[channel], this.#kept));
    for (let from = 0; from < measured;) {
      const frames = Math.min(measured - from, this.#blockFrames - this.#inBlock);
      for (const at of this.#channels) {
        this.#peak = this.#kernel.run.truePeak(at + 4 * from, frames, this.#mirrored, TRUE_PEAK_TAPS, GAIN, this.#peak);
      }
      this.#inBlock += frames;
      from += frames;
      if (this.#inBlock === this.#blockFrames) this.#closeBlock();
    }
    for (const memory of memories) memory.copyWithin(0, measured, this.#kept + count);
    this.#kept += count - measured;
  }

  #closeBlock(): void {
    this.#peaks.push(this.#peak);
    this.#peak = 0;
    this.#inBlock = 0;
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
