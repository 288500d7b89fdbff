import { GrowingFloat32 } from '../../dsp/growing-array.ts';
import type { Hertz, Power } from '../../dsp/units.ts';

// Looked up once: these stand in the innermost loops.
const { ceil, floor, log, log2, max, min, round } = Math;

/**
 * The pitches that stand out of power spectra, in thirds of a semitone from C1 up, a row a spectrum.
 *
 * A pitch is a peak of the spectrum. Its frequency is the vertex of the parabola through the logarithms of the three
 * bins around it, which is much finer than the bins; its strength is how far it stands above the mean level around it
 * (whitening), so that neither the loudness of the moment nor the tilt of the mix decides. The mean is one of
 * logarithms: a loud neighbour does not hide a peak. Each peak is shared between the two nearest columns.
 */
export class PitchMap {
  /** The column after the last one a peak can reach. */
  readonly end: number;
  readonly #columns: number;
  readonly #firstColumn: number;
  readonly #hzPerBin: Hertz;
  readonly #lowHz: Hertz;
  readonly #highHz: Hertz;
  readonly #leastExcess: number;
  readonly #firstBin: number;
  readonly #lastBin: number;
  readonly #halfWidth: Uint16Array;
  readonly #bins: number;
  readonly #sums: Float64Array;
  readonly #rows = new GrowingFloat32();

  /** The nearest column of a frequency, which is at least that of C1. */
  static columnOf(hz: Hertz): number {
    return round(COLUMNS_PER_OCTAVE * log2(hz / C1_HZ));
  }

  /**
   * Listens from `lowHz`, at least C1 (32.7 Hz), up to but not at `highHz`.
   *
   * @param leastExcess what a peak must stand above its surroundings, in nepers of power
   */
  constructor(hzPerBin: Hertz, lowHz: Hertz, highHz: Hertz, leastExcess: number) {
    this.#hzPerBin = hzPerBin;
    this.#lowHz = lowHz;
    this.#highHz = highHz;
    this.#leastExcess = leastExcess;
    this.#firstBin = max(2, floor(lowHz / hzPerBin) - 1);
    this.#lastBin = ceil(highHz / hzPerBin) + 1;
    this.#halfWidth = Uint16Array.from({ length: this.#lastBin + 1 }, (_, bin) =>
      max(NARROWEST_HALF_WIDTH, round(bin * WHITENING_SHARE)),
    );
    this.#bins = this.#lastBin + this.#halfWidth[this.#lastBin] + 1;
    this.#sums = new Float64Array(this.#bins + 1);
    this.#firstColumn = floor(COLUMNS_PER_OCTAVE * log2(lowHz / C1_HZ));
    this.end = floor(COLUMNS_PER_OCTAVE * log2(highHz / C1_HZ)) + 2;
    this.#columns = this.end - this.#firstColumn;
  }

  /** Adds the row of a power spectrum. */
  push(power: Float32Array): void {
    const row = this.#rows.grow(this.#columns);
    const bins = min(this.#bins, power.length);
    let loudest = 0;
    for (let bin = 0; bin < bins; bin++) if (power[bin] > loudest) loudest = power[bin];
    if (loudest < SILENCE) return;
    const faintest = loudest * FAINTEST_SHARE;
    const sums = this.#levelSums(power, bins, faintest);
    const last = min(this.#lastBin, power.length - 2);
    for (let bin = this.#firstBin; bin <= last; bin++) {
      const level = power[bin];
      if (level <= faintest || level < power[bin - 1] || level <= power[bin + 1]) continue;
      const from = max(0, bin - this.#halfWidth[bin]);
      const to = min(bins, bin + this.#halfWidth[bin] + 1);
      const logLevel = log(level);
      const excess = logLevel - (sums[to] - sums[from]) / (to - from);
      if (excess < this.#leastExcess) continue;
      const left = log(max(power[bin - 1], faintest)) - logLevel;
      const right = log(max(power[bin + 1], faintest)) - logLevel;
      const hz = (bin + (left + right < 0 ? (0.5 * (left - right)) / (left + right) : 0)) * this.#hzPerBin;
      if (hz < this.#lowHz || hz >= this.#highHz) continue;
      const strength = min(excess, STRONGEST) - this.#leastExcess / 2;
      const position = COLUMNS_PER_OCTAVE * log2(hz / C1_HZ);
      const column = floor(position);
      row[column - this.#firstColumn] += strength * (1 - (position - column));
      row[column - this.#firstColumn + 1] += strength * (position - column);
    }
  }

  /** What adds a row to a map that begins at C1 and has at least `end` columns. Call it once, last. */
  finish(): (row: number, map: Float32Array) => void {
    const rows = this.#rows.take();
    const [columns, first] = [this.#columns, this.#firstColumn];
    return (row, map) => {
      for (let i = 0; i < columns; i++) map[first + i] += rows[row * columns + i];
    };
  }

  /**
   * sums[i] is the sum of the natural logarithms of the powers below bin i. The logarithms are read off the floats
   * themselves, whose bits are the exponent followed by the mantissa: linear between powers of two, at most 0.06 too
   * small, which is nothing beside the excess asked for.
   */
  #levelSums(power: Float32Array, bins: number, faintest: Power): Float64Array {
    const bits = new Int32Array(power.buffer, power.byteOffset, bins);
    FLOAT[0] = faintest;
    const faintestBits = FLOAT_BITS[0];
    const sums = this.#sums;
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      sum += bits[bin] > faintestBits ? bits[bin] : faintestBits;
      sums[bin + 1] = sum * NEPERS_PER_BIT - (bin + 1) * NEPERS_OF_ONE;
    }
    return sums;
  }
}

const COLUMNS_PER_OCTAVE = 36;
const C1_HZ = 440 * 2 ** (-45 / 12);
/** The mean around a bin reaches a fifth of its frequency to both sides: about six semitones in all. */
const WHITENING_SHARE = 0.2;
/** A Hann window's peak is five bins wide; a narrower neighbourhood would hold nothing but the peak. */
const NARROWEST_HALF_WIDTH = 5;
/** 5 nepers, 22 dB: what stands further out counts no more, so that one pure tone is not the whole harmony. */
const STRONGEST = 5;
/**
 * 70 dB below the loudest bin nothing is heard beside it, and the images of the treble lie that the decimation of the
 * bass leaves.
 */
const FAINTEST_SHARE = 1e-7;
/** −140 dBFS, the rounding of 24 bits. */
const SILENCE: Power = 1e-14;
const FLOAT = new Float32Array(1);
const FLOAT_BITS = new Int32Array(FLOAT.buffer);
/** A float's bits are 2²³·(log₂ x + 127), all but linear between powers of two. */
const NEPERS_PER_BIT = Math.LN2 / 2 ** 23;
const NEPERS_OF_ONE = 127 * Math.LN2;
