import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmLevelCourses } from './kernels/wasm-level-courses.ts';
import { PlainFft } from './plain-fft.ts';
import { hannWindow } from './window.ts';

/**
 * What is read off the courses of levels over time: of a matrix that lies column after column, the mean over
 * neighbouring columns is a course. `load` it once, then ask.
 */
export interface LevelCourses {
  load(levels: Float32Array): void;
  /**
   * Mean and deviation of the courses of `pool` columns each, an even number, among `columns` from `first` on: one pair
   * after the other.
   */
  moments(first: number, columns: number, pool: number): Float32Array;
  /**
   * Powers of the courses of `pool` columns each, an even number, among the first `columns`, an even number of pools:
   * of each course, without its mean and under a Hann window, what lies in each range of lines.
   */
  powers(columns: number, pool: number): Float64Array;
}

/** How long courses are, and how the lines of their spectra belong together. */
export interface CourseShape {
  /** A power of two, 16 or more. */
  rows: number;
  columns: number;
  /** The range of each line from 0 up to half the rows; −1 for none. */
  rangeOfLine: Int32Array;
  ranges: number;
}

/** On the kernels where this machine runs them; moments are the same to the last bit, powers to rounding. */
export function levelCoursesOf(shape: CourseShape): LevelCourses {
  return kernelsSupported() ? new WasmLevelCourses(shape) : new PlainLevelCourses(shape);
}

/** `LevelCourses` in plain TypeScript. */
export class PlainLevelCourses implements LevelCourses {
  readonly #shape: CourseShape;
  readonly #fft: PlainFft;
  readonly #window: Float64Array;
  readonly #course: Float64Array;
  readonly #otherCourse: Float64Array;
  #levels: Float32Array = new Float32Array(0);

  constructor(shape: CourseShape) {
    this.#shape = shape;
    this.#fft = new PlainFft(shape.rows);
    this.#window = hannWindow(shape.rows);
    this.#course = new Float64Array(shape.rows);
    this.#otherCourse = new Float64Array(shape.rows);
  }

  load(levels: Float32Array): void {
    this.#levels = levels;
  }

  moments(first: number, columns: number, pool: number): Float32Array {
    const { rows } = this.#shape;
    const moments = new Float32Array((2 * columns) / pool);
    for (let i = 0; 2 * i < moments.length; i++) {
      this.#pool(first + i * pool, pool, this.#course);
      let sum = 0;
      let squares = 0;
      for (const value of this.#course) {
        sum += value;
        squares += value * value;
      }
      const mean = sum / rows;
      moments[2 * i] = mean;
      moments[2 * i + 1] = Math.sqrt(Math.max(0, squares / rows - mean * mean));
    }
    return moments;
  }

  powers(columns: number, pool: number): Float64Array {
    const { ranges } = this.#shape;
    const powers = new Float64Array((columns / pool) * ranges);
    for (let column = 0, at = 0; column < columns; column += 2 * pool, at += 2 * ranges) {
      this.#pool(column, pool, this.#course);
      this.#pool(column + pool, pool, this.#otherCourse);
      this.#addPowers(powers.subarray(at, at + 2 * ranges));
    }
    return powers;
  }

  /** Puts the course of `pool` columns down. */
  #pool(first: number, pool: number, into: Float64Array): void {
    const { rows } = this.#shape;
    const levels = this.#levels;
    into.fill(0);
    for (let column = first; column < first + pool; column += 2) {
      const [at, next] = [column * rows, (column + 1) * rows];
      for (let row = 0; row < rows; row++) into[row] += levels[at + row] + levels[next + row];
    }
    const share = 1 / pool;
    for (let row = 0; row < rows; row++) into[row] *= share;
  }

  /**
   * Adds up the powers of both courses by ranges: first those of the one, then those of the other. Both go through one
   * transform, as its real and its imaginary part.
   */
  #addPowers(powers: Float64Array): void {
    const { rows, ranges, rangeOfLine } = this.#shape;
    const [re, im] = [this.#course, this.#otherCourse];
    this.#prepare(re);
    this.#prepare(im);
    this.#fft.forward(re, im);
    for (let line = 1; line < rows / 2; line++) {
      const range = rangeOfLine[line];
      if (range < 0) continue;
      const mirror = rows - line;
      const [oneRe, oneIm] = [re[line] + re[mirror], im[line] - im[mirror]];
      const [otherRe, otherIm] = [im[line] + im[mirror], re[mirror] - re[line]];
      powers[range] += (oneRe * oneRe + oneIm * oneIm) / (4 * rows ** 2);
      powers[ranges + range] += (otherRe * otherRe + otherIm * otherIm) / (4 * rows ** 2);
    }
  }

  /** Takes the mean off a course and weighs it by the window. */
  #prepare(course: Float64Array): void {
    let sum = 0;
    for (const value of course) sum += value;
    const mean = sum / course.length;
    for (let row = 0; row < course.length; row++) course[row] = (course[row] - mean) * this.#window[row];
  }
}
