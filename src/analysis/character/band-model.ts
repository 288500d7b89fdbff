import type { Cents } from '../../dsp/units.ts';
import { LAG_CENTS, LAGS } from './cluster-correlation.ts';
import type { Unison } from './unison-shapes.ts';

/**
 * One half octave of a cluster correlation as a sum, with weights ≥ 0, of lone lines of two widths, the pairs of a
 * unison as the window shows them, and a constant for noise and the notes of others.
 */
export class BandModel {
  /** Sum of squares of the row about its mean. */
  readonly variation: number;
  readonly #binsPerCent: number;
  readonly #values: Float64Array;
  readonly #line: Float64Array;
  readonly #one = new Float64Array(LAGS).fill(1);
  /** What a pair at each whole number of cents looks like, where it was asked for. */
  readonly #pairs: (Pair | undefined)[] = [];
  readonly #sum = new Float64Array(LAGS);
  #wide: Float64Array;
  /** Inner products of line, wide line, constant and the row. */
  #products: Products;

  /** @param values the row; @param bins its frequency, in units of the width of a line in bins */
  constructor(values: Float64Array, bins: number) {
    this.#values = values;
    this.#binsPerCent = bins / CENTS_PER_NEPER;
    this.#line = this.#lineOf(1);
    this.#wide = this.#line;
    this.#products = this.#multiply();
    this.variation = this.#products.rowRow - this.#products.oneRow ** 2 / LAGS;
  }

  /** Lets a part of the lone lines be wider by this factor; gives what lone lines and the constant leave unexplained. */
  setWider(factor: number): number {
    this.#wide = this.#lineOf(factor);
    this.#products = this.#multiply();
    return this.fit().left;
  }

  /** The sum of squares left unexplained, with a unison where one is given, and the weight of its pairs. */
  fit(unison?: Unison): { left: number; weight: number } {
    const { lineLine, lineWide, lineOne, lineRow, wideWide, wideOne, wideRow, oneRow, rowRow } = this.#products;
    let [own, withLine, withWide, withOne, withRow] = [0, 0, 0, 0, 0];
    if (unison !== undefined) {
      const sum = this.#shown(unison);
      const [line, wide, row] = [this.#line, this.#wide, this.#values];
      for (let lag = 0; lag < LAGS; lag++) {
        const value = sum[lag];
        own += value * value;
        withLine += value * line[lag];
        withWide += value * wide[lag];
        withOne += value;
        withRow += value * row[lag];
      }
    }
    let [weight, a, b, c] = [own > 0 ? 0.8 : 0, 0.4, 0, 0.05];
    const [perOwn, perLine, perWide] = [own > 0 ? 1 / own : 0, 1 / lineLine, 1 / wideWide];
    for (let sweep = 0, moved = 1; sweep < SWEEPS && moved > SETTLED; sweep++) {
      const before = weight + a + c;
      weight = atLeastZero((withRow - a * withLine - b * withWide - c * withOne) * perOwn);
      a = atLeastZero((lineRow - weight * withLine - b * lineWide - c * lineOne) * perLine);
      b = atLeastZero((wideRow - weight * withWide - a * lineWide - c * wideOne) * perWide);
      c = atLeastZero((oneRow - weight * withOne - a * lineOne - b * wideOne) * PER_LAG);
      moved = Math.abs(weight + a + c - before);
    }
    const squares = weight * weight * own + a * a * lineLine + b * b * wideWide + c * c * LAGS;
    const cross =
      weight * (a * withLine + b * withWide + c * withOne) + a * b * lineWide + a * c * lineOne + b * c * wideOne;
    const explained = weight * withRow + a * lineRow + b * wideRow + c * oneRow;
    return { left: Math.max(ROUNDING, rowRow + squares + 2 * cross - 2 * explained), weight };
  }

  /** What the window shows of a unison. */
  #shown({ pairs, self }: Unison): Float64Array {
    const [sum, line] = [this.#sum, this.#line];
    for (let lag = 0; lag < LAGS; lag++) sum[lag] = self * line[lag];
    for (let cents = 0; cents < pairs.length; cents++) {
      const share = pairs[cents];
      if (share === 0) continue;
      const { first, values } = this.#pairAt(cents);
      for (let i = 0; i < values.length; i++) sum[first + i] += share * values[i];
    }
    return sum;
  }

  #pairAt(cents: Cents): Pair {
    const known = this.#pairs[cents];
    if (known !== undefined) return known;
    const reach = LINE_REACH_BINS / this.#binsPerCent;
    const first = Math.max(0, Math.ceil((cents - reach) / LAG_CENTS));
    const last = Math.min(LAGS - 1, Math.floor((cents + reach) / LAG_CENTS));
    const values = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
      const at = (first + i) * LAG_CENTS;
      // Closer than a line is wide, the pair's mirror image on the other side of 0 reaches over.
      return lineAt((at - cents) * this.#binsPerCent) + lineAt((at + cents) * this.#binsPerCent);
    });
    return (this.#pairs[cents] = { first, values });
  }

  #lineOf(wider: number): Float64Array {
    return Float64Array.from({ length: LAGS }, (_, lag) => lineAt((lag * LAG_CENTS * this.#binsPerCent) / wider));
  }

  #multiply(): Products {
    const [line, wide, one, row] = [this.#line, this.#wide, this.#one, this.#values];
    return {
      lineLine: dot(line, line),
      lineWide: dot(line, wide),
      lineOne: dot(line, one),
      lineRow: dot(line, row),
      wideWide: dot(wide, wide),
      wideOne: dot(wide, one),
      wideRow: dot(wide, row),
      oneRow: dot(one, row),
      rowRow: dot(row, row),
    };
  }
}

/** The lags a pair reaches, from the first. */
interface Pair {
  first: number;
  values: Float64Array;
}

interface Products {
  lineLine: number;
  lineWide: number;
  lineOne: number;
  lineRow: number;
  wideWide: number;
  wideOne: number;
  wideRow: number;
  oneRow: number;
  rowRow: number;
}

/** Pairs further apart lie beyond the last distance. */
export const MOST_PAIR_CENTS: Cents = LAGS * LAG_CENTS + 8;
/** Cents in a natural-log unit of frequency. */
const CENTS_PER_NEPER = 1200 / Math.LN2;
/** Sweeps of coordinate descent over the weights, and the change below which they have settled. */
const SWEEPS = 20;
const SETTLED = 1e-4;
const PER_LAG = 1 / LAGS;
/** What is left is never quite nothing, so that fits can be compared by ratio. */
const ROUNDING = 1e-12;

function atLeastZero(value: number): number {
  return value > 0 ? value : 0;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < LAGS; i++) sum += one[i] * other[i];
  return sum;
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
  const place = Math.abs(bins) * LINE_STEPS_PER_BIN;
  const below = Math.floor(place);
  return below + 1 >= LINE.length ? 0 : LINE[below] + (place - below) * (LINE[below + 1] - LINE[below]);
}
