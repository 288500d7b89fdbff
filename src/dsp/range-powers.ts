import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmRangePowers } from './kernels/wasm-range-powers.ts';
import { PlainFft } from './plain-fft.ts';
import type { Frames } from './units.ts';
import { hannWindow } from './window.ts';

/** Bins from the first up to but not including the second: 1 to half the size of the transform. */
export type BinRange = readonly [from: number, to: number];

/**
 * Powers in ranges of bins of moments of left + right, under a Hann window, two moments at a time. In units of 4·|X|².
 * What is returned is overwritten by the next call.
 */
export interface RangePowers {
  /**
   * Measures the moments that begin at `start` and at `start + hop`; the signal reaches to the end of both. Each row
   * holds the power of all bins between 0 and Nyquist, and then that of each range.
   */
  measure(left: Float32Array, right: Float32Array, start: Frames, hop: Frames): readonly [Float64Array, Float64Array];
}

/** @param size of the window, a power of two, 16 or more; the result is that of `PlainRangePowers` to rounding */
export function rangePowers(size: Frames, ranges: readonly BinRange[]): RangePowers {
  return kernelsSupported() ? new WasmRangePowers(size, ranges) : new PlainRangePowers(size, ranges);
}

/** `RangePowers` in plain TypeScript. */
export class PlainRangePowers implements RangePowers {
  readonly #size: Frames;
  readonly #ranges: readonly BinRange[];
  readonly #fft: PlainFft;
  readonly #window: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** Power below each bin, of both moments. */
  readonly #below: readonly [Float64Array, Float64Array];

  constructor(size: Frames, ranges: readonly BinRange[]) {
    this.#size = size;
    this.#ranges = ranges;
    this.#fft = new PlainFft(size);
    this.#window = hannWindow(size);
    [this.#re, this.#im] = [new Float64Array(size), new Float64Array(size)];
    this.#below = [new Float64Array(size / 2 + 1), new Float64Array(size / 2 + 1)];
  }

  measure(left: Float32Array, right: Float32Array, start: Frames, hop: Frames): readonly [Float64Array, Float64Array] {
    const [re, im, window, size] = [this.#re, this.#im, this.#window, this.#size];
    for (let i = 0; i < size; i++) {
      re[i] = window[i] * (left[start + i] + right[start + i]);
      im[i] = window[i] * (left[start + hop + i] + right[start + hop + i]);
    }
    this.#fft.forward(re, im);
    this.#sumUp();
    const [first, second] = this.#below;
    return [this.#rowOf(first), this.#rowOf(second)];
  }

  /** The spectra of two real signals from that of one and i times the other. */
  #sumUp(): void {
    const [re, im, size] = [this.#re, this.#im, this.#size];
    const [first, second] = this.#below;
    let firstTotal = 0;
    let secondTotal = 0;
    for (let k = 1, mirror = size - 1; k < size / 2; k++, mirror--) {
      const even = re[k] + re[mirror];
      const odd = im[k] - im[mirror];
      firstTotal += even * even + odd * odd;
      const turnedEven = im[k] + im[mirror];
      const turnedOdd = re[k] - re[mirror];
      secondTotal += turnedEven * turnedEven + turnedOdd * turnedOdd;
      first[k + 1] = firstTotal;
      second[k + 1] = secondTotal;
    }
  }

  #rowOf(below: Float64Array): Float64Array {
    return Float64Array.of(below[this.#size / 2], ...this.#ranges.map(([from, to]) => below[to] - below[from]));
  }
}
