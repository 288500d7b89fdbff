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
import { CHUNK_FRAMES, FLOAT_BYTES, KernelSignal, SlidingPlanes } from './kernel-signal.ts';

/** `TruePeak` with four moments in the lanes of a vector. */
export class WasmTruePeak implements Meter<TruePeaks> {
  readonly #signal: KernelSignal;
  readonly #mirrored: number;
  readonly #planes: SlidingPlanes;
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
    this.#planes = new SlidingPlanes(signal.kernel, HISTORY + TRUE_PEAK_STRETCH, CHUNK_FRAMES + OVERHANG);
    this.#bounds = signal.kernel.reserve(2 * FLOAT_BYTES * (CHUNK_FRAMES / TRUE_PEAK_STRETCH + OVERHANG));
    this.#sampleRateHz = sampleRateHz;
    this.#blockFrames = truePeakBlock(sampleRateHz);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => this.measure(count));
  }

  /** Takes the samples that are loaded. */
  measure(count: Frames): void {
    const { kernel, left, right } = this.#signal;
    const memory = new Uint8Array(kernel.run.memory.buffer);
    const channels = [this.#planes.first, this.#planes.second];
    memory.copyWithin(channels[0], left, left + FLOAT_BYTES * count);
    memory.copyWithin(channels[1], right, right + FLOAT_BYTES * count);
    const start = -FLOAT_BYTES * (HISTORY + this.#waiting);
    this.#waiting += count;
    const ready = this.#waiting - (this.#waiting % TRUE_PEAK_STRETCH);
    for (let from = 0; from < ready;) {
      const frames = Math.min(ready - from, this.#blockFrames - this.#inBlock);
      for (const channel of channels) {
        const at = channel + start + FLOAT_BYTES * from;
        this.#peak = kernel.run.truePeak(
          at,
          frames,
          this.#mirrored,
          TRUE_PEAK_TAPS,
          this.#bounds,
          GAIN,
          NEARLY,
          CURVATURE,
          this.#peak,
        );
      }
      this.#inBlock += frames;
      from += frames;
      if (this.#inBlock === this.#blockFrames) this.#closeBlock();
    }
    this.#waiting -= ready;
    this.#pushed += count;
    this.#planes.slide(count);
  }

  finish(): TruePeaks {
    const blocks = Math.ceil(this.#pushed / this.#blockFrames);
    // The taps' reach past the end, and up to a whole stretch.
    const silence = new Float32Array(TRUE_PEAK_TAPS + TRUE_PEAK_STRETCH);
    this.push(silence, silence, silence.length);
    this.#peaks.push(this.#peak);
    const peaks = this.#peaks.take();
    // What rings after the last sample is still the last block's.
    if (blocks > 0) peaks[blocks - 1] = Math.max(...peaks.subarray(blocks - 1));
    return { blockSeconds: this.#blockFrames / this.#sampleRateHz, peaks: peaks.slice(0, blocks) };
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
