import { figureTable, threeDigits } from './figure-table.ts';

/** A line of the benchmark's table: a value, and what it was compared with where it was. */
export interface Row {
  what: string;
  value: number;
  /** The least value of all rounds: what the machine can do undisturbed. */
  least?: number | undefined;
  against?: number | undefined;
  ratio?: number | undefined;
  /** Least value over least value. */
  leastRatio?: number | undefined;
  /** The range aimed at, of the ratio or else of the value. */
  target?: string | undefined;
}

/** The middle value, the upper one of an even number; NaN of none. */
export function medianOf(values: readonly number[]): number {
  return values.length === 0 ? NaN : [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Rows as aligned text with a head. */
export function tableOf(rows: readonly Row[]): string {
  return figureTable(
    ['', 'median', 'least', 'against', 'ratio', 'least', 'target'],
    rows.map(({ what, value, least, against, ratio, leastRatio, target }) => [
      what,
      ...[value, least, against, ratio, leastRatio].map((figure) => (figure === undefined ? '' : threeDigits(figure))),
      target ?? '',
    ]),
  );
}
