import type { CourseShape, LevelCourses } from '../level-courses.ts';
import { hannWindow } from '../window.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';
import { passTwiddles } from './pass-twiddles.ts';

/** `LevelCourses` on the kernels. */
export class WasmLevelCourses implements LevelCourses {
  readonly #kernel = new KernelInstance();
  readonly #shape: CourseShape;
  readonly #levels: number;
  /** Four planes of a course each, of which moments need the first. */
  readonly #planes: number;
  readonly #window: number;
  readonly #twiddles: number;
  readonly #lines: number;
  readonly #results: number;

  constructor(shape: CourseShape) {
    const { rows, columns, rangeOfLine, ranges } = shape;
    const kernel = this.#kernel;
    this.#shape = shape;
    this.#levels = kernel.reserve(FLOAT_BYTES * rows * columns);
    this.#planes = kernel.reserve(4 * DOUBLE_BYTES * rows);
    this.#window = kernel.place(hannWindow(rows));
    this.#twiddles = kernel.place(passTwiddles(rows, DOUBLE_LANES));
    this.#lines = kernel.place(rangeOfLine);
    this.#results = kernel.reserve(DOUBLE_BYTES * columns * ranges);
  }

  load(levels: Float32Array): void {
    this.#kernel.floats(this.#levels, levels.length).set(levels);
  }

  moments(first: number, columns: number, pool: number): Float32Array {
    const { rows } = this.#shape;
    const from = this.#levels + FLOAT_BYTES * first * rows;
    this.#kernel.run.courseMoments(from, columns, rows, pool, this.#planes, this.#results);
    return this.#kernel.floats(this.#results, (2 * columns) / pool).slice();
  }

  powers(columns: number, pool: number): Float64Array {
    const { rows, ranges } = this.#shape;
    const sums = this.#kernel.doubles(this.#results, (columns / pool) * ranges).fill(0);
    this.#kernel.run.coursePowers(
      this.#levels,
      columns,
      rows,
      pool,
      this.#window,
      this.#planes,
      this.#twiddles,
      this.#lines,
      ranges,
      this.#results,
    );
    return sums.slice();
  }
}

const DOUBLE_BYTES = 8;
/** Numbers in double precision that a vector holds. */
const DOUBLE_LANES = 2;
