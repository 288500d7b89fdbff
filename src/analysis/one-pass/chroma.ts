import { GrowingFloat32 } from '../../dsp/growing-array.ts';
import type { Hertz } from '../../dsp/units.ts';

// Looked up once: these stand in the innermost loops.
const { floor, log, log2, max } = Math;

/**
 * Columns of a chroma row: 12 pitch classes in thirds of a semitone; column 0 is C at A = 440 Hz, column 3 is C sharp.
 */
export const CHROMA_COLUMNS = 36;

/**
 * Pitch classes of power spectra, a row a spectrum.
 *
 * A pitch is a peak of the spectrum. Its frequency is the vertex of the parabola through the levels of the three bins
 * around it, which is much finer than the bins; its weight is its level above the mean around it (whitening), so that
 * neither the loudness of the moment nor the tilt of the mix decides. Each peak is shared between the two nearest
 * columns.
 *
 * A row without peaks, such as silence, is all zeros.
 */
export class ChromaMeter {
  readonly #rows = new GrowingFloat32();
  readonly #hzPerBin: Hertz;
  readonly #firstBin: number;
  readonly #lastBin: number;
  readonly #halfWidth: Uint16Array;
  #sums = new Float64Array(0);

  /** Listens between `lowHz` and `highHz` to spectra whose bins are `hzPerBin` apart. */
  constructor(hzPerBin: Hertz, lowHz: Hertz, highHz: Hertz) {
    this.#hzPerBin = hzPerBin;
    this.#firstBin = Math.max(1, Math.ceil(lowHz / hzPerBin));
    this.#lastBin = Math.floor(highHz / hzPerBin);
    this.#halfWidth = Uint16Array.from({ length: this.#lastBin + 1 }, (_, bin) =>
      Math.max(NARROWEST_HALF_WIDTH, Math.round(bin * WHITENING_SHARE)),
    );
  }

  /** Adds the row of a power spectrum, which reaches at least to the highest frequency listened to. */
  push(power: Float32Array): void {
    const row = this.#rows.grow(CHROMA_COLUMNS);
    const sums = this.#runningSums(power);
    const halfWidths = this.#halfWidth;
    const last = Math.min(this.#lastBin, power.length - 2);
    for (let bin = this.#firstBin; bin <= last; bin++) {
      const level = power[bin];
      if (level <= FAINTEST_POWER || level < power[bin - 1] || level <= power[bin + 1]) continue;
      const from = bin > halfWidths[bin] ? bin - halfWidths[bin] : 0;
      const to = Math.min(power.length, bin + halfWidths[bin] + 1);
      const excess = (level * (to - from)) / (sums[to] - sums[from]);
      if (excess < LEAST_EXCESS) continue;
      const hz = (bin + vertex(power[bin - 1], level, power[bin + 1])) * this.#hzPerBin;
      addToRow(row, hz, log(excess));
    }
  }

  /** All rows so far, `CHROMA_COLUMNS` values each. */
  toArray(rows: number): Float32Array {
    return this.#rows.toArray(rows * CHROMA_COLUMNS);
  }

  /** sums[i] is the power of the bins below i, as far as the whitening reads. */
  #runningSums(power: Float32Array): Float64Array {
    const bins = Math.min(power.length, this.#lastBin + this.#halfWidth[this.#lastBin] + 1);
    if (this.#sums.length !== power.length + 1) this.#sums = new Float64Array(power.length + 1);
    const sums = this.#sums;
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      sum += power[bin];
      sums[bin + 1] = sum;
    }
    return sums;
  }
}

/** The mean around a bin reaches a quarter of its frequency to both sides: about seven semitones in all. */
const WHITENING_SHARE = 0.25;
/** A Hann window's peak is five bins wide; a narrower neighbourhood would hold nothing but the peak. */
const NARROWEST_HALF_WIDTH = 5;
/** A peak of noise seldom stands twice above the mean around it. */
const LEAST_EXCESS = 2;
/** −100 dBFS: below are the rounding errors of a transform in single precision. */
const FAINTEST_POWER = 1e-10;
const C0_HZ = 440 * 2 ** (-57 / 12);

/** Offset, −½ … ½ bins, of the maximum of the parabola through three levels in decibels. */
function vertex(below: number, at: number, above: number): number {
  const left = log(max(below, FAINTEST_POWER) / at);
  const right = log(max(above, FAINTEST_POWER) / at);
  const curvature = left + right;
  return curvature < 0 ? (0.5 * (left - right)) / curvature : 0;
}

function addToRow(row: Float32Array, hz: Hertz, weight: number): void {
  const position = CHROMA_COLUMNS * log2(hz / C0_HZ);
  const column = floor(position);
  const share = position - column;
  row[column % CHROMA_COLUMNS] += weight * (1 - share);
  row[(column + 1) % CHROMA_COLUMNS] += weight * share;
}
