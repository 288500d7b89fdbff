import { kernelsSupported } from './kernels/kernel-instance.ts';
import { sharedRowsOnKernel } from './kernels/wasm-shared-rows.ts';
import type { Seconds } from './units.ts';

/** Rows of measurements, each of which stands for a hop around its moment. */
export interface ShortRows {
  rows: number;
  /** The moment of the first of them. */
  firstSeconds: Seconds;
  hopSeconds: Seconds;
}

/** Rows that they are shared out to, each of which begins where the one before it ends. */
export interface LongerRows {
  rows: number;
  /** Where the first of them begins. */
  startSeconds: Seconds;
  rowSeconds: Seconds;
  /** Numbers a row. */
  width: number;
  /** Where each column of the short rows goes: several may go to one place. */
  columnTo: Int32Array;
}

/**
 * Sums over longer stretches of what lies in them: a short row that a border cuts counts on both sides by its share.
 * What lies before the first long row or behind the last is left out; without rows, nothing. On the kernels, where this
 * machine runs them, with the same result to the last bit.
 *
 * @param matrix row-major, a row for each short one
 */
export function sharedRows(matrix: Float32Array, short: ShortRows, longer: LongerRows): Float32Array {
  return kernelsSupported() ? sharedRowsOnKernel(matrix, short, longer) : sharedRowsPlainly(matrix, short, longer);
}

/** `sharedRows` in plain TypeScript. */
export function sharedRowsPlainly(
  matrix: Float32Array,
  { rows: count, firstSeconds, hopSeconds }: ShortRows,
  { rows, startSeconds, rowSeconds, width, columnTo }: LongerRows,
): Float32Array {
  const shared = new Float32Array(rows * width);
  const columns = columnTo.length;
  for (let i = 0; i < count; i++) {
    const from = (firstSeconds + (i - 0.5) * hopSeconds - startSeconds) / rowSeconds;
    const end = from + hopSeconds / rowSeconds;
    for (let row = Math.max(0, Math.floor(from)); row < rows && row < end; row++) {
      const share = (Math.min(end, row + 1) - Math.max(from, row)) / (end - from);
      for (let column = 0; column < columns; column++) {
        shared[row * width + columnTo[column]] += share * matrix[i * columns + column];
      }
    }
  }
  return shared;
}
