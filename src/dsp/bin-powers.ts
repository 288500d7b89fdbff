import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmBinPowers } from './kernels/wasm-bin-powers.ts';
import { PlainFft } from './plain-fft.ts';
import type { Frames, Power } from './units.ts';
import { hannWindow } from './window.ts';

/**
 * Powers by bin of left and right together, under a Hann window: 2·(|L|² + |R|²), so that what is panned apart is seen
 * together, and what is opposite in both does not vanish.
 */
export interface BinPowers {
  /** Measures the moment that begins at `start`; both channels reach to its end. */
  measure(left: Float32Array, right: Float32Array, start: Frames): BinRow;
}

export interface BinRow {
  /** By bin, from bin 0 on; nothing below the first that was asked for. */
  bins: Float32Array;
  /** Of all bins that were asked for. */
  power: Power;
}

/**
 * Measures bins from `first` up to but not including `end`, on the kernels where this machine runs them, with the same
 * result to rounding.
 *
 * @param size of the window, a power of two, 16 or more
 * @param first 1 or more
 * @param end at most half the size
 */
export function binPowers(size: Frames, first: number, end: number): BinPowers {
  return kernelsSupported() ? new WasmBinPowers(size, first, end) : new PlainBinPowers(size, first, end);
}

/** `BinPowers` in plain TypeScript. */
export class PlainBinPowers implements BinPowers {
  readonly #first: number;
  readonly #end: number;
  readonly #fft: PlainFft;
  readonly #window: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(size: Frames, first: number, end: number) {
    [this.#first, this.#end] = [first, end];
    this.#fft = new PlainFft(size);
    this.#window = hannWindow(size);
    [this.#re, this.#im] = [new Float64Array(size), new Float64Array(size)];
  }

  measure(left: Float32Array, right: Float32Array, start: Frames): BinRow {
    const [re, im, window] = [this.#re, this.#im, this.#window];
    const size = window.length;
    for (let n = 0; n < size; n++) {
      re[n] = window[n] * left[start + n];
      im[n] = window[n] * right[start + n];
    }
    this.#fft.forward(re, im);
    const bins = new Float32Array(this.#end);
    let power = 0;
    // Left and right are real: one complex transform does both, and |X(k)|² + |X(−k)|² = 2·(|L|² + |R|²).
    for (let k = this.#first, mirror = size - k; k < this.#end; k++, mirror--) {
      const both = re[k] * re[k] + im[k] * im[k] + re[mirror] * re[mirror] + im[mirror] * im[mirror];
      bins[k] = both;
      power += both;
    }
    return { bins, power };
  }
}
