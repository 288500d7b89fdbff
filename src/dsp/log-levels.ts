import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmLogLevels } from './kernels/wasm-log-levels.ts';
import { quickLog } from './quick-log.ts';

/** Turns matrices of powers, all of one size, into levels. */
export interface LogLevels {
  /**
   * Puts scale·ln(gain·power + floor) + offset of every number of a row-major matrix into another, column after column.
   * Powers must be ≥ 0, and gain·power + floor of ordinary size (see `quickLog`).
   */
  put(powers: Float32Array, scale: LevelScale, into: Float32Array): void;
}

export interface LevelScale {
  gain: number;
  floor: number;
  scale: number;
  offset: number;
}

/**
 * For matrices of `rows` rows, a multiple of sixteen: on the kernels where this machine runs them, with the same result
 * to the last bit.
 */
export function logLevelsOf(rows: number, columns: number): LogLevels {
  return kernelsSupported() ? new WasmLogLevels(rows, columns) : new PlainLogLevels(rows, columns);
}

/** `LogLevels` in plain TypeScript. */
export class PlainLogLevels implements LogLevels {
  readonly #rows: number;
  readonly #columns: number;

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
  }

  put(powers: Float32Array, { gain, floor, scale, offset }: LevelScale, into: Float32Array): void {
    const [rows, columns] = [this.#rows, this.#columns];
    // A few rows at a time, so that what is written to a column lies side by side.
    for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
      for (let column = 0; column < columns; column++) {
        for (let row = first; row < first + ROWS_AT_ONCE; row++) {
          into[column * rows + row] = scale * quickLog(powers[row * columns + column] * gain + floor) + offset;
        }
      }
    }
  }
}

const ROWS_AT_ONCE = 16;
