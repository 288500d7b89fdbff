import { GrowingFloat32 } from './growing-array.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmPitchRows } from './kernels/wasm-pitch-rows.ts';
import type { Hertz, Power } from './units.ts';

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
export interface PitchRows {
  /** Adds the row of a power spectrum; silence (−140 dBFS in every bin) adds zeros. */
  push(power: Float32Array): void;
  /** All rows, `columns` each. Call it once, last. */
  finish(): Float32Array;
}

/** On the kernels, where this machine runs them, with the same result to the rounding of single precision. */
export function pitchRows(plan: PitchPlan): PitchRows {
  return kernelsSupported() ? new WasmPitchRows(plan) : new PlainPitchRows(plan);
}

/** Where pitches are looked for, and where they are put. */
export interface PitchPlan {
  hzPerBin: Hertz;
  lowHz: Hertz;
  highHz: Hertz;
  /** What a peak must stand above its surroundings, in nepers of power (4.34 dB each). */
  leastExcess: number;
  /** The bins that may be peaks. */
  firstBin: number;
  lastBin: number;
  /** How far the surroundings of each bin up to the last reach to either side, and how many bins they reach in all. */
  halfWidths: Int32Array;
  bins: number;
  /** The column of thirds of a semitone above C1 that a row begins with, and how many it has. */
  firstColumn: number;
  columns: number;
}

/** Listens from `lowHz`, at least C1 (32.7 Hz), up to but not at `highHz`. */
export function pitchPlan(hzPerBin: Hertz, lowHz: Hertz, highHz: Hertz, leastExcess: number): PitchPlan {
  const lastBin = ceil(highHz / hzPerBin) + 1;
  const halfWidths = Int32Array.from({ length: lastBin + 1 }, (_, bin) =>
    max(NARROWEST_HALF_WIDTH, round(bin * WHITENING_SHARE)),
  );
  const firstColumn = floor(COLUMNS_PER_OCTAVE * log2(lowHz / C1_HZ));
  const end = floor(COLUMNS_PER_OCTAVE * log2(highHz / C1_HZ)) + 2;
  return {
    hzPerBin,
    lowHz,
    highHz,
    leastExcess,
    firstBin: max(2, floor(lowHz / hzPerBin) - 1),
    lastBin,
    halfWidths,
    bins: lastBin + halfWidths[lastBin] + 1,
    firstColumn,
    columns: end - firstColumn,
  };
}

/** The nearest column of a frequency, which is at least that of C1. */
export function pitchColumn(hz: Hertz): number {
  return round(COLUMNS_PER_OCTAVE * log2(hz / C1_HZ));
}

/** `PitchRows` in plain TypeScript. */
export class PlainPitchRows implements PitchRows {
  readonly #plan: PitchPlan;
  readonly #sums: Float64Array;
  readonly #rows = new GrowingFloat32();

  constructor(plan: PitchPlan) {
    this.#plan = plan;
    this.#sums = new Float64Array(plan.bins + 1);
  }

  push(power: Float32Array): void {
    const { hzPerBin, lowHz, highHz, leastExcess, firstBin, lastBin, halfWidths, firstColumn } = this.#plan;
    const row = this.#rows.grow(this.#plan.columns);
    const bins = min(this.#plan.bins, power.length);
    let loudest = 0;
    for (let bin = 0; bin < bins; bin++) if (power[bin] > loudest) loudest = power[bin];
    if (loudest < SILENCE) return;
    const faintest = loudest * FAINTEST_SHARE;
    const sums = this.#levelSums(power, bins, faintest);
    const last = min(lastBin, power.length - 2);
    for (let bin = firstBin; bin <= last; bin++) {
      const level = power[bin];
      if (level <= faintest || level < power[bin - 1] || level <= power[bin + 1]) continue;
      const from = max(0, bin - halfWidths[bin]);
      const to = min(bins, bin + halfWidths[bin] + 1);
      const logLevel = log(level);
      const excess = logLevel - (sums[to] - sums[from]) / (to - from);
      if (excess < leastExcess) continue;
      const left = log(max(power[bin - 1], faintest)) - logLevel;
      const right = log(max(power[bin + 1], faintest)) - logLevel;
      const hz = (bin + (left + right < 0 ? (0.5 * (left - right)) / (left + right) : 0)) * hzPerBin;
      if (hz < lowHz || hz >= highHz) continue;
      const strength = min(excess, STRONGEST) - leastExcess / 2;
      const position = COLUMNS_PER_OCTAVE * log2(hz / C1_HZ);
      const column = floor(position);
      row[column - firstColumn] += strength * (1 - (position - column));
      row[column - firstColumn + 1] += strength * (position - column);
    }
  }

  finish(): Float32Array {
    return this.#rows.take();
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

export const COLUMNS_PER_OCTAVE = 36;
export const C1_HZ: Hertz = 440 * 2 ** (-45 / 12);
/** The mean around a bin reaches a fifth of its frequency to both sides: about six semitones in all. */
const WHITENING_SHARE = 0.2;
/** A Hann window's peak is five bins wide; a narrower neighbourhood would hold nothing but the peak. */
const NARROWEST_HALF_WIDTH = 5;
/** 5 nepers, 22 dB: what stands further out counts no more, so that one pure tone is not the whole harmony. */
export const STRONGEST = 5;
/**
 * 70 dB below the loudest bin nothing is heard beside it, and the images of the treble lie that the decimation of the
 * bass leaves.
 */
export const FAINTEST_SHARE = 1e-7;
/** −140 dBFS, the rounding of 24 bits. */
export const SILENCE: Power = 1e-14;
const FLOAT = new Float32Array(1);
const FLOAT_BITS = new Int32Array(FLOAT.buffer);
/** A float's bits are 2²³·(log₂ x + 127), all but linear between powers of two. */
const NEPERS_PER_BIT = Math.LN2 / 2 ** 23;
const NEPERS_OF_ONE = 127 * Math.LN2;
