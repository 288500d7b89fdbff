import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmBinRows } from './kernels/wasm-bin-rows.ts';
import { PlainFft } from './plain-fft.ts';
import type { Frames } from './units.ts';

/** Which bins of a windowed transform are wanted. */
export interface BinChoice {
  /** Of the window, a power of two, 64 or more. */
  size: Frames;
  window: Float64Array;
  bands: readonly BandBins[];
}

/** The bins of a band, each from 0 to half the size, and what each is multiplied with. */
export interface BandBins {
  bins: Int32Array;
  amplitudes: Float64Array;
}

/**
 * Complex spectra of mid and side, (L ± R)/√2, sorted by band: a row for each band, which holds real and imaginary part
 * of each of its bins in turn, window after window.
 */
export interface BinRows {
  /** @param room where the rows are put; new memory where it is missing or too small for them */
  of(left: Float32Array, right: Float32Array, windows: Windows, room?: Float32Array): MidAndSideRows;
}

/** All of them lie inside the signal. */
export interface Windows {
  /** Of the first one. */
  start: Frames;
  hop: Frames;
  count: number;
}

export interface MidAndSideRows {
  mid: Float32Array[];
  side: Float32Array[];
  /** What they lie in. */
  room: Float32Array;
}

/** Rows for so many windows, one behind the other, those of side after those of mid. */
export function rowsIn(bins: readonly number[], windows: number, room?: Float32Array): MidAndSideRows {
  const values = bins.reduce((sum, count) => sum + 2 * count * windows, 0);
  const own = room !== undefined && room.length >= 2 * values ? room : new Float32Array(2 * values);
  const from = (start: number): Float32Array[] => {
    let at = start;
    return bins.map((count) => own.subarray(at, (at += 2 * count * windows)));
  };
  return { mid: from(0), side: from(values), room: own };
}

/** On the kernels, where this machine runs them: in single precision, which a row keeps anyway. */
export function binRows(choice: BinChoice): BinRows {
  return kernelsSupported() ? new WasmBinRows(choice) : new PlainBinRows(choice);
}

/** `BinRows` in plain TypeScript. */
export class PlainBinRows implements BinRows {
  readonly #choice: BinChoice;
  readonly #fft: PlainFft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(choice: BinChoice) {
    this.#choice = choice;
    this.#fft = new PlainFft(choice.size);
    this.#re = new Float64Array(choice.size);
    this.#im = new Float64Array(choice.size);
  }

  of(left: Float32Array, right: Float32Array, { start, hop, count }: Windows, room?: Float32Array): MidAndSideRows {
    const { size, window, bands } = this.#choice;
    const bins = bands.map((band) => band.bins.length);
    const result = rowsIn(bins, count, room);
    for (let frame = 0; frame < count; frame++) {
      const from = start + frame * hop;
      for (let n = 0; n < size; n++) {
        this.#re[n] = left[from + n] * window[n];
        this.#im[n] = right[from + n] * window[n];
      }
      this.#fft.forward(this.#re, this.#im);
      bands.forEach((band, b) => {
        this.#gather(band, frame, result.mid[b], result.side[b]);
      });
    }
    return result;
  }

  /** With Z = FFT(l + jr): L[k] = (Z[k] + Z*[N−k])/2, R[k] = (Z[k] − Z*[N−k])/2j. */
  #gather({ bins, amplitudes }: BandBins, frame: number, mid: Float32Array, side: Float32Array): void {
    const [re, im, size] = [this.#re, this.#im, this.#choice.size];
    let at = 2 * bins.length * frame;
    for (let i = 0; i < bins.length; i++) {
      const k = bins[i];
      const mirror = (size - k) % size;
      const leftRe = (re[k] + re[mirror]) / 2;
      const leftIm = (im[k] - im[mirror]) / 2;
      const rightRe = (im[k] + im[mirror]) / 2;
      const rightIm = (re[mirror] - re[k]) / 2;
      const scale = amplitudes[i] * Math.SQRT1_2;
      mid[at] = (leftRe + rightRe) * scale;
      mid[at + 1] = (leftIm + rightIm) * scale;
      side[at] = (leftRe - rightRe) * scale;
      side[at + 1] = (leftIm - rightIm) * scale;
      at += 2;
    }
  }
}
