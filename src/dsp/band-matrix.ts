import { kernelsSupported } from './kernels/kernel-instance.ts';
import { wasmBandMatrix } from './kernels/wasm-band-matrix.ts';
import type { ResultRoom } from './result-room.ts';

/** Rows of some neighbouring columns of a matrix of bands. */
export interface SparseRows {
  values: Float32Array;
  /** Columns of a row. */
  width: number;
  /** How many rows of the matrix there are from one row to the next. */
  every: number;
  /** The columns of the matrix that are taken from it: those of the same numbers less `shift`. */
  from: number;
  to: number;
  shift: number;
}

export interface BandMatrix {
  /**
   * Puts a row-major matrix together from rows of its columns. What lies between two rows is on a straight line between
   * them, and after the last one the last.
   *
   * @param room where the result is put; it has room of its own if undefined
   */
  join(rows: number, columns: number, parts: readonly SparseRows[], room?: ResultRoom): Float32Array;
  /** (one − other)/2, number by number; `room` as above. */
  halfDifferences(one: Float32Array, other: Float32Array, room?: ResultRoom): Float32Array;
}

/** On the kernels, where this machine runs them, with the same result to the last bit. */
export function bandMatrix(): BandMatrix {
  return kernelsSupported() ? wasmBandMatrix : plainBandMatrix;
}

/** `BandMatrix` in plain TypeScript. */
export const plainBandMatrix: BandMatrix = {
  join(rows, columns, parts, room) {
    const matrix = room?.floats(rows * columns) ?? new Float32Array(rows * columns);
    for (const { values, width, every, from, to, shift } of parts) {
      const last = values.length - width;
      for (let row = 0, start = 0; row < rows; row++, start += columns) {
        const before = Math.floor(row / every) * width - shift;
        const after = Math.min(before + width, last - shift);
        const share = (row % every) / every;
        for (let column = from; column < to; column++) {
          matrix[start + column] = (1 - share) * values[before + column] + share * values[after + column];
        }
      }
    }
    return matrix;
  },
  halfDifferences(one, other, room) {
    const differences = one.map((value, i) => (value - other[i]) / 2);
    return room?.copyOf(differences) ?? differences;
  },
};
