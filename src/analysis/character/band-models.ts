import {
  mixtureFits,
  sharesAt,
  tableValueAt,
  type BestScale,
  type FittedMixture,
  type MixtureFits,
} from '../../dsp/mixture-fit.ts';
import type { Cents } from '../../dsp/units.ts';
import { LAG_CENTS, LAGS } from './cluster-correlation.ts';
import type { UnisonShape } from './unison-shapes.ts';

/**
 * Half octaves of a cluster correlation, each as a sum, with weights ≥ 0, of lone lines of two widths, the pairs of a
 * unison as the window shows them, and a constant for noise and the notes of others.
 */
export class BandModels {
  /** Sum of squares of the rows about their means. */
  readonly variation: number;
  readonly #binsPerCent: readonly number[];
  readonly #lines: readonly Float64Array[];
  readonly #fits: MixtureFits;

  /** Each row, and its frequency in units of the width of a line in bins. */
  constructor(rows: readonly { values: Float64Array; bins: number }[]) {
    this.#binsPerCent = rows.map(({ bins }) => bins / CENTS_PER_NEPER);
    this.#fits = mixtureFits(
      rows.map(({ values }, row) => ({ values, stepsPerPart: this.#binsPerCent[row] * LINE_STEPS_PER_BIN })),
      { table: LINE, partsPerLag: LAG_CENTS, parts: PAIR_PLACES },
    );
    this.#lines = rows.map((_, row) => this.#lineOf(row, 1));
    this.#lines.forEach((line, row) => this.#fits.setLines(row, line, line));
    this.variation = rows.reduce((sum, { values }) => sum + variationOf(values), 0);
  }

  /**
   * Lets a part of the lone lines be wider by this factor; gives what lone lines and the constant leave unexplained.
   */
  setWider(factor: number): number {
    return this.#lines.reduce((left, line, row) => {
      this.#fits.setLines(row, line, this.#lineOf(row, factor));
      return left + this.#fits.fit(row, NO_SHARES, 0).left;
    }, 0);
  }

  /** By band, what is left unexplained with a unison of a certain detune, and the weight of its pairs. */
  fit(shape: UnisonShape, detuneCents: Cents): FittedMixture[] {
    const shares = sharesAt(shape, detuneCents, PAIR_PLACES);
    return this.#lines.map((_, row) => this.#fits.fit(row, shares, shape.own));
  }

  /** The detune at which a shape leaves the least unexplained, in all bands or in every second. */
  best(shape: UnisonShape, choices: readonly Cents[], bands: 'all' | 'every second' = 'all'): BestScale {
    const rows = [...this.#lines.keys()];
    // Enough to choose by, in half the time; the highest band, which resolves most, is among them.
    const chosen = bands === 'all' ? rows : rows.filter((row) => (rows.length - 1 - row) % 2 === 0);
    return this.#fits.best(chosen, shape, choices);
  }

  #lineOf(row: number, wider: number): Float64Array {
    const binsPerLag = (LAG_CENTS * this.#binsPerCent[row]) / wider;
    return Float64Array.from({ length: LAGS }, (_, lag) => lineAt(lag * binsPerLag));
  }
}

/** A pair lies at a whole number of cents; one further apart than these lies beyond the last distance. */
const PAIR_PLACES = LAGS * LAG_CENTS + 9;
/** Cents in a natural-log unit of frequency. */
const CENTS_PER_NEPER = 1200 / Math.LN2;

const NO_SHARES = new Float64Array(0);

function variationOf(values: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) [sum, squares] = [sum + value, squares + value * value];
  return squares - sum ** 2 / values.length;
}

/** Where a line has no power left. */
const LINE_REACH_BINS = 4;
const LINE_STEPS_PER_BIN = 20;

/** The power spectrum of a Hann window, correlated with itself at distances of up to `LINE_REACH_BINS`. */
const LINE: Float64Array = lineTable();

function lineTable(): Float64Array {
  const spectrum = (bin: number): number => (sinc(bin) + 0.5 * sinc(bin - 1) + 0.5 * sinc(bin + 1)) ** 2;
  const half = LINE_STEPS_PER_BIN * LINE_REACH_BINS;
  const samples = Float64Array.from({ length: 2 * half + 1 }, (_, i) => spectrum((i - half) / LINE_STEPS_PER_BIN));
  const table = Float64Array.from({ length: half + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < samples.length; i++) sum += samples[i] * samples[i - lag];
    return sum;
  });
  return table.map((value) => value / table[0]);
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function lineAt(bins: number): number {
  return tableValueAt(LINE, Math.abs(bins) * LINE_STEPS_PER_BIN);
}
