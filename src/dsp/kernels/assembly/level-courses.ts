import { doubleTransform } from './double-fft';

/*
 * Courses: the mean over `pool` neighbouring columns (an even number) of levels in single precision, `rows` of them (an
 * even number), which lie column after column. The order of all sums is that of `src/dsp/level-courses.ts`.
 */

/**
 * Mean and deviation of the course of each `pool` of `columns` columns, in single precision, one pair after the other.
 *
 * @param course room for `rows` numbers in double precision
 */
export function courseMoments(levels: usize, columns: i32, rows: i32, pool: i32, course: usize, to: usize): void {
  const poolBytes = <usize>(pool * rows) << 2;
  const end = course + (<usize>rows << 3);
  for (let column = 0; column < columns; column += pool, levels += poolBytes, to += 8) {
    poolColumns(levels, rows, pool, course);
    // The sum in the first lane, that of the squares in the second.
    let sums = f64x2.splat(0);
    for (let at = course; at < end; at += 8) {
      const value = v128.load64_splat(at);
      sums = f64x2.add(sums, f64x2.mul(value, f64x2.replace_lane(value, 0, 1)));
    }
    const mean = f64x2.extract_lane(sums, 0) / <f64>rows;
    store<f32>(to, <f32>mean);
    store<f32>(to, <f32>Math.sqrt(max<f64>(0, f64x2.extract_lane(sums, 1) / <f64>rows - mean * mean)), 4);
  }
}

/**
 * Adds the powers of each course, less its mean and under a window, by ranges of lines: `ranges` numbers in double
 * precision a course. Two courses go through one transform, so `columns` holds an even number of pools.
 *
 * @param planes room for four times `rows` numbers in double precision
 * @param twiddles of `doubleTransform`
 * @param lines the range of each line from the first up to half the rows, −1 for none, as 32-bit integers
 */
export function coursePowers(
  levels: usize,
  columns: i32,
  rows: i32,
  pool: i32,
  window: usize,
  planes: usize,
  twiddles: usize,
  lines: usize,
  ranges: i32,
  to: usize,
): void {
  const planeBytes = <usize>rows << 3;
  const poolBytes = <usize>(pool * rows) << 2;
  const other = planes + planeBytes;
  const rangeBytes = <usize>ranges << 3;
  const scale: f64 = 4 * <f64>rows * <f64>rows;
  for (let column = 0; column < columns; column += 2 * pool, levels += 2 * poolBytes, to += 2 * rangeBytes) {
    poolColumns(levels, rows, pool, planes);
    poolColumns(levels + poolBytes, rows, pool, other);
    underWindow(planes, rows, window);
    underWindow(other, rows, window);
    const third = other + planeBytes;
    const swapped = doubleTransform(planes, other, third, third + planeBytes, rows, twiddles);
    const re = swapped ? third : planes;
    const im = re + planeBytes;
    for (let line = 1; line < rows >> 1; line++) {
      const range = load<i32>(lines + (<usize>line << 2));
      if (range < 0) continue;
      const at = <usize>line << 3;
      const mirror = planeBytes - at;
      const oneRe = load<f64>(re + at) + load<f64>(re + mirror);
      const oneIm = load<f64>(im + at) - load<f64>(im + mirror);
      const otherRe = load<f64>(im + at) + load<f64>(im + mirror);
      const otherIm = load<f64>(re + mirror) - load<f64>(re + at);
      const sum = to + (<usize>range << 3);
      store<f64>(sum, load<f64>(sum) + (oneRe * oneRe + oneIm * oneIm) / scale);
      const otherSum = sum + rangeBytes;
      store<f64>(otherSum, load<f64>(otherSum) + (otherRe * otherRe + otherIm * otherIm) / scale);
    }
  }
}

/** Puts the course of the first `pool` columns down. */
function poolColumns(levels: usize, rows: i32, pool: i32, to: usize): void {
  const columnBytes = <usize>rows << 2;
  const share = f64x2.splat(1 / <f64>pool);
  for (let at: usize = 0; at < columnBytes; at += 8) {
    let sum = f64x2.splat(0);
    let from = levels + at;
    for (let column = 0; column < pool; column += 2, from += 2 * columnBytes) {
      sum = f64x2.add(sum, f64x2.add(promoted(from), promoted(from + columnBytes)));
    }
    v128.store(to + (at << 1), f64x2.mul(sum, share));
  }
}

function promoted(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Takes the mean off a course and weighs it by a window. */
function underWindow(course: usize, rows: i32, window: usize): void {
  const bytes = <usize>rows << 3;
  let sum: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) sum += load<f64>(course + at);
  const mean = f64x2.splat(sum / <f64>rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(course + at, f64x2.mul(f64x2.sub(v128.load(course + at), mean), v128.load(window + at)));
  }
}
