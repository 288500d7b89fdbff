import { GrowingFloat32 } from '../growing-array.ts';
import type { Meter, TruePeaks } from '../meters.ts';
import {
  TRUE_PEAK_GAIN,
  TRUE_PEAK_PHASES,
  TRUE_PEAK_STRAY,
  TRUE_PEAK_STRETCH,
  TRUE_PEAK_TAPS,
  truePeakBlock,
} from '../true-peak.ts';
import type { Frames, Hertz } from '../units.ts';
import { CHUNK_FRAMES, FLOAT_BYTES, KernelSignal } from './kernel-signal.ts';

/** `TruePeak` with four moments in the lanes of a vector. */
export class WasmTruePeak implements Meter<TruePeaks> {
  readonly #signal: KernelSignal;
  readonly #mirrored: number;
  /** Bounds of each stretch, two numbers. */
  readonly #bounds: number;
  readonly #sampleRateHz: Hertz;
  readonly #blockFrames: Frames;
  readonly #peaks = new GrowingFloat32();
  /** Samples at the end of what has come that are not measured yet: less than a stretch. */
  #waiting: Frames = 0;
  #pushed: Frames = 0;
  #inBlock: Frames = 0;
  #peak = 0;

  constructor(sampleRateHz: Hertz, signal = new KernelSignal()) {
    this.#signal = signal;
    this.#mirrored = signal.kernel.place(mirroredMemory());
    this.#bounds = signal.kernel.reserve(2 * FLOAT_BYTES * (CHUNK_FRAMES / TRUE_PEAK_STRETCH + OVERHANG));
    this.#sampleRateHz = sampleRateHz;
    this.#blockFrames = truePeakBlock(sampleRateHz);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => this.measure(count));
  }

  /** Takes the samples that are loaded. */
  measure(count: Frames): void {
    this.#take(0, count);
  }

  /** Call it before anything else is loaded: what rings after the last sample is read behind it. */
  finish(): TruePeaks {
    const blocks = Math.ceil(this.#pushed / this.#blockFrames);
    // The taps' reach past the end, and up to a whole stretch.
    const silence = TRUE_PEAK_TAPS + TRUE_PEAK_STRETCH;
    const { kernel, left, right, loaded } = this.#signal;
    for (const channel of [left, right]) kernel.floats(channel + FLOAT_BYTES * loaded, silence).fill(0);
    this.#take(loaded, silence);
    this.#peaks.push(this.#peak);
    const peaks = this.#peaks.take();
    // What rings after the last sample is still the last block's.
    if (blocks > 0) peaks[blocks - 1] = Math.max(...peaks.subarray(blocks - 1));
    return { blockSeconds: this.#blockFrames / this.#sampleRateHz, peaks: peaks.slice(0, blocks) };
  }

  /** Takes `count` samples from sample `from` of the stretch on. */
  #take(from: Frames, count: Frames): void {
    let at = FLOAT_BYTES * (from - HISTORY - this.#waiting);
    this.#waiting += count;
    this.#pushed += count;
    while (this.#waiting >= TRUE_PEAK_STRETCH) {
      const ready = this.#waiting - (this.#waiting % TRUE_PEAK_STRETCH);
      const frames = Math.min(ready, this.#blockFrames - this.#inBlock);
      this.#measureChannel(this.#signal.left + at, frames);
      this.#measureChannel(this.#signal.right + at, frames);
      at += FLOAT_BYTES * frames;
      this.#waiting -= frames;
      this.#inBlock += frames;
      if (this.#inBlock === this.#blockFrames) this.#closeBlock();
    }
  }

  #measureChannel(at: number, frames: Frames): void {
    const { truePeak } = this.#signal.kernel.run;
    const [mirrored, bounds] = [this.#mirrored, this.#bounds];
    this.#peak = truePeak(at, frames, mirrored, TRUE_PEAK_TAPS, bounds, GAIN, NEARLY, CURVATURE, this.#peak);
  }

  #closeBlock(): void {
    this.#peaks.push(this.#peak);
    this.#peak = 0;
    this.#inBlock = 0;
  }
}

const HISTORY: Frames = TRUE_PEAK_TAPS - 1;
/** The kernel looks at whole stretches, and at differences past their end. */
const OVERHANG: Frames = 4 * TRUE_PEAK_STRETCH;
/** A little more than the true bounds, so that rounding in single precision never skips a peak. */
const ROUNDING = 1.00001;
const GAIN = TRUE_PEAK_GAIN * ROUNDING;
const NEARLY = (1 + TRUE_PEAK_STRAY.slope) * ROUNDING;
const CURVATURE = TRUE_PEAK_STRAY.curvature * ROUNDING;

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
