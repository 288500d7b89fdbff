import { kernelsSupported } from './kernels/kernel-instance.ts';
import { wasmMixtureFits } from './kernels/wasm-mixture-fit.ts';

/**
 * Fits a row by a sum, with weights ≥ 0, of four patterns: a mixture, a line, a wide line, and a constant. Least
 * squares by coordinate descent, which for four patterns settles after a few sweeps.
 *
 * A mixture is `own` times the line and parts in their shares. The lines must have been set before.
 */
export interface MixtureFit {
  /** Both of the row's length. */
  setLines(line: Float64Array, wide: Float64Array): void;
  /** Without shares, the mixture has no weight. */
  fit(shares: Float64Array, own: number): FittedMixture;
}

export interface FittedMixture {
  /** The sum of squares left unexplained, but for rounding, which can make it less than nothing. */
  left: number;
  /** Of the mixture. */
  weight: number;
}

/** A row and what it is fitted by; a part is asked for once, when it first has a share. */
export interface FittedRow {
  values: Float64Array;
  partOf: (part: number) => MixturePart;
}

/** It is zero but for `values`, the first of them at `first`. */
export interface MixturePart {
  first: number;
  values: Float64Array;
}

/** Fits of rows of one length, by up to `parts` parts each; on the kernels where this machine runs them. */
export function mixtureFits(rows: readonly FittedRow[], parts: number): MixtureFit[] {
  return kernelsSupported() ? wasmMixtureFits(rows, parts) : rows.map((row) => new PlainMixtureFit(row));
}

/** `MixtureFit` in plain TypeScript. */
export class PlainMixtureFit implements MixtureFit {
  readonly #row: Float64Array;
  readonly #one: Float64Array;
  readonly #sum: Float64Array;
  readonly #parts: (MixturePart | undefined)[] = [];
  readonly #partOf: FittedRow['partOf'];
  #line: Float64Array;
  #wide: Float64Array;
  #products: Products;

  constructor({ values, partOf }: FittedRow) {
    this.#row = values;
    this.#partOf = partOf;
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
    return { left: rowRow + squares + 2 * cross - 2 * explained, weight };
  }

  #multiplyMixture(shares: Float64Array, own: number): typeof NO_MIXTURE {
    const [sum, line] = [this.#sum, this.#line];
    for (let lag = 0; lag < sum.length; lag++) sum[lag] = own * line[lag];
    shares.forEach((share, part) => {
      if (share === 0) return;
      const { first, values } = (this.#parts[part] ??= this.#partOf(part));
      for (let i = 0; i < values.length; i++) sum[first + i] += share * values[i];
    });
    return {
      ownOwn: dot(sum, sum),
      withLine: dot(sum, line),
      withWide: dot(sum, this.#wide),
      withOne: dot(sum, this.#one),
      withRow: dot(sum, this.#row),
    };
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

function atLeastZero(value: number): number {
  return value > 0 ? value : 0;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}
