import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmMixtureFits } from './kernels/wasm-mixture-fit.ts';

/**
 * Fits rows of one length by a sum, with weights ≥ 0, of four patterns: a mixture, a line, a wide line, and a constant.
 * Least squares by coordinate descent, which for four patterns settles after a few sweeps.
 *
 * A mixture is `own` times the line and parts in their shares. Part p of a row is the shape centred at p, and its
 * mirror image centred at −p. The lines must have been set before.
 */
export interface MixtureFits {
  /** Both of the row's length. */
  setLines(row: number, line: Float64Array, wide: Float64Array): void;
  /** Without shares, the mixture has no weight. */
  fit(row: number, shares: Float64Array, own: number): FittedMixture;
  /**
   * Fits a spread mixture at each of some scales, and finds the scale at which the least is left in all of `rows`
   * together; the first one where nothing is finite.
   */
  best(rows: readonly number[], mixture: SpreadMixture, scales: readonly number[]): BestScale;
}

export interface FittedMixture {
  /** The sum of squares left unexplained; rounding leaves `LEAST_LEFT` at least, so that fits have a ratio. */
  left: number;
  /** Of the mixture. */
  weight: number;
}

/** Shares of parts that lie at `distances` times a scale: between two parts they are shared out to both. */
export interface SpreadMixture {
  distances: Float64Array;
  shares: Float64Array;
  own: number;
}

export interface BestScale {
  scale: number;
  /** Over the rows, as far as the scales before it had to be beaten. */
  left: number;
}

/** A row, and how finely it shows the shape: steps of its table from one part to the next. */
export interface FittedRow {
  values: Float64Array;
  stepsPerPart: number;
}

/** What all parts look like, and where they lie. */
export interface PartShape {
  /** By step from its middle; straight lines between, nothing beyond. */
  table: Float64Array;
  /** Parts from one value of a row to the next. */
  partsPerLag: number;
  /** Parts 0 … `parts` − 1 are there. */
  parts: number;
}

/** Fits of rows; on the kernels where this machine runs them. */
export function mixtureFits(rows: readonly FittedRow[], shape: PartShape): MixtureFits {
  return kernelsSupported() ? new WasmMixtureFits(rows, shape) : new PlainMixtureFits(rows, shape);
}

/** `MixtureFits` in plain TypeScript. */
export class PlainMixtureFits implements MixtureFits {
  readonly #rows: PlainRow[];
  readonly #parts: number;

  constructor(rows: readonly FittedRow[], shape: PartShape) {
    this.#rows = rows.map((row) => new PlainRow(row, shape));
    this.#parts = shape.parts;
  }

  setLines(row: number, line: Float64Array, wide: Float64Array): void {
    this.#rows[row].setLines(line, wide);
  }

  fit(row: number, shares: Float64Array, own: number): FittedMixture {
    return this.#rows[row].fit(shares, own);
  }

  best(rows: readonly number[], mixture: SpreadMixture, scales: readonly number[]): BestScale {
    const best: BestScale = { scale: scales[0], left: Infinity };
    for (const scale of scales) {
      const shares = sharesAt(mixture, scale, this.#parts);
      let left = 0;
      // What is left only adds up: rows that cannot make it the best need not be fitted.
      for (let i = 0; i < rows.length && left < best.left; i++) left += this.fit(rows[i], shares, mixture.own).left;
      if (left >= best.left) continue;
      best.scale = scale;
      best.left = left;
    }
    return best;
  }
}

/** The share of each part; what lies beyond the last is left out. */
export function sharesAt({ distances, shares }: SpreadMixture, scale: number, parts: number): Float64Array {
  const spread = new Float64Array(parts);
  for (let i = 0; i < distances.length; i++) {
    const place = distances[i] * scale;
    const below = Math.floor(place);
    if (below + 1 >= parts) continue;
    const upper = (place - below) * shares[i];
    spread[below] += shares[i] - upper;
    spread[below + 1] += upper;
  }
  return spread;
}

class PlainRow {
  readonly #row: Float64Array;
  readonly #one: Float64Array;
  readonly #sum: Float64Array;
  readonly #parts: (Float64Array | undefined)[] = [];
  readonly #stepsPerPart: number;
  readonly #shape: PartShape;
  #line: Float64Array;
  #wide: Float64Array;
  #products: Products;

  constructor({ values, stepsPerPart }: FittedRow, shape: PartShape) {
    this.#row = values;
    this.#stepsPerPart = stepsPerPart;
    this.#shape = shape;
    this.#one = new Float64Array(values.length).fill(1);
    this.#sum = new Float64Array(values.length);
    [this.#line, this.#wide] = [this.#one, this.#one];
    this.#products = this.#multiply();
  }

  setLines(line: Float64Array, wide: Float64Array): void {
    [this.#line, this.#wide] = [line, wide];
    this.#products = this.#multiply();
  }

  fit(shares: Float64Array, own: number): FittedMixture {
    const { lineLine, lineWide, lineOne, lineRow, wideWide, wideOne, wideRow, oneRow, rowRow } = this.#products;
    const { ownOwn, withLine, withWide, withOne, withRow } =
      shares.length > 0 ? this.#multiplyMixture(shares, own) : NO_MIXTURE;
    const lags = this.#row.length;
    const [perOwn, perLine, perWide, perLag] = [ownOwn > 0 ? 1 / ownOwn : 0, 1 / lineLine, 1 / wideWide, 1 / lags];
    let weight = ownOwn > 0 ? 0.8 : 0;
    let a = 0.4;
    let b = 0;
    let c = 0.05;
    for (let sweep = 0, moved = 1; sweep < FIT_SWEEPS && moved > FIT_SETTLED; sweep++) {
      const before = weight + a + c;
      weight = atLeastZero((withRow - a * withLine - b * withWide - c * withOne) * perOwn);
      a = atLeastZero((lineRow - weight * withLine - b * lineWide - c * lineOne) * perLine);
      b = atLeastZero((wideRow - weight * withWide - a * lineWide - c * wideOne) * perWide);
      c = atLeastZero((oneRow - weight * withOne - a * lineOne - b * wideOne) * perLag);
      moved = Math.abs(weight + a + c - before);
    }
    const squares = weight * weight * ownOwn + a * a * lineLine + b * b * wideWide + c * c * lags;
    const cross =
      weight * (a * withLine + b * withWide + c * withOne) + a * b * lineWide + a * c * lineOne + b * c * wideOne;
    const explained = weight * withRow + a * lineRow + b * wideRow + c * oneRow;
    return { left: Math.max(LEAST_LEFT, rowRow + squares + 2 * cross - 2 * explained), weight };
  }

  #multiplyMixture(shares: Float64Array, own: number): typeof NO_MIXTURE {
    const [sum, line] = [this.#sum, this.#line];
    for (let lag = 0; lag < sum.length; lag++) sum[lag] = own * line[lag];
    shares.forEach((share, part) => {
      if (share === 0) return;
      const values = (this.#parts[part] ??= this.#partAt(part));
      for (let lag = 0; lag < sum.length; lag++) sum[lag] += share * values[lag];
    });
    return {
      ownOwn: dot(sum, sum),
      withLine: dot(sum, line),
      withWide: dot(sum, this.#wide),
      withOne: dot(sum, this.#one),
      withRow: dot(sum, this.#row),
    };
  }

  #partAt(part: number): Float64Array {
    const { table, partsPerLag } = this.#shape;
    return this.#row.map((_, lag) => {
      const [there, mirrored] = [lag * partsPerLag - part, lag * partsPerLag + part];
      return (
        tableValueAt(table, Math.abs(there) * this.#stepsPerPart) + tableValueAt(table, mirrored * this.#stepsPerPart)
      );
    });
  }

  #multiply(): Products {
    const [line, wide, one, row] = [this.#line, this.#wide, this.#one, this.#row];
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

/** Sweeps of coordinate descent over the weights, and the change below which they have settled. */
export const FIT_SWEEPS = 20;
export const FIT_SETTLED = 1e-4;
/** What is left is never quite nothing. */
export const LEAST_LEFT = 1e-12;

const NO_MIXTURE = { ownOwn: 0, withLine: 0, withWide: 0, withOne: 0, withRow: 0 };

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

/** A table's value between two of its steps; 0 from its last step on. */
export function tableValueAt(table: Float64Array, step: number): number {
  const below = Math.floor(step);
  return below + 1 >= table.length ? 0 : table[below] + (step - below) * (table[below + 1] - table[below]);
}

function atLeastZero(value: number): number {
  return value > 0 ? value : 0;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}
