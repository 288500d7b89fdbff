import type { LevelScale, LogLevels } from '../log-levels.ts';
import { LOGS, SLOPES } from '../quick-log.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `LogLevels` on the kernels. */
export class WasmLogLevels implements LogLevels {
  readonly #kernel = new KernelInstance();
  readonly #rows: number;
  readonly #columns: number;
  readonly #tables: number;
  readonly #powers: number;
  readonly #levels: number;

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
    this.#tables = this.#kernel.place(Float64Array.from([...LOGS, ...SLOPES]));
    this.#powers = this.#kernel.reserve(FLOAT_BYTES * rows * columns);
    this.#levels = this.#kernel.reserve(FLOAT_BYTES * rows * columns);
  }

  put(powers: Float32Array, { gain, floor, scale, offset }: LevelScale, into: Float32Array): void {
    const [rows, columns] = [this.#rows, this.#columns];
    this.#kernel.floats(this.#powers, rows * columns).set(powers);
    this.#kernel.run.logLevels(this.#powers, rows, columns, gain, floor, scale, offset, this.#tables, this.#levels);
    into.set(this.#kernel.floats(this.#levels, rows * columns));
  }
}
