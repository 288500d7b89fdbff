import { doubleTransform } from './double-fft';

/**
 * Powers in ranges of bins of left + right under a window, of two moments `hop` samples apart, which travel as the real
 * and imaginary part of one transform. Everything is added in the order of `PlainRangePowers`.
 *
 * @param planes four planes of `size` numbers one after another: real and imaginary part, and the same to work in; the
 *   sums of the bins below each are left in the planes that the result is not in
 * @param edges of each range the first bin and the one after the last, as whole numbers
 * @param to receives of each moment the power of all bins and then of each range
 */
export function rangePowers(
  left: usize,
  right: usize,
  hop: i32,
  window: usize,
  size: i32,
  planes: usize,
  twiddles: usize,
  edges: usize,
  ranges: i32,
  to: usize,
): void {
  const planeBytes = <usize>size << 3;
  let re = planes;
  let im = planes + planeBytes;
  let first = planes + 2 * planeBytes;
  let second = planes + 3 * planeBytes;
  underWindow(left, right, window, size, re);
  underWindow(left + (<usize>hop << 2), right + (<usize>hop << 2), window, size, im);
  if (doubleTransform(re, im, first, second, size, twiddles)) {
    const swapped = re;
    re = first;
    first = swapped;
    const swappedIm = im;
    im = second;
    second = swappedIm;
  }
  const half = <usize>(size >> 1) << 3;
  let firstTotal: f64 = 0;
  let secondTotal: f64 = 0;
  v128.store(first, f64x2.splat(0));
  v128.store(second, f64x2.splat(0));
  for (let at: usize = 8; at < half; at += 8) {
    const mirror = planeBytes - at;
    const even = load<f64>(re + at) + load<f64>(re + mirror);
    const odd = load<f64>(im + at) - load<f64>(im + mirror);
    firstTotal += even * even + odd * odd;
    store<f64>(first + at, firstTotal, 8);
    const turnedEven = load<f64>(im + at) + load<f64>(im + mirror);
    const turnedOdd = load<f64>(re + at) - load<f64>(re + mirror);
    secondTotal += turnedEven * turnedEven + turnedOdd * turnedOdd;
    store<f64>(second + at, secondTotal, 8);
  }
  const rowBytes = <usize>(ranges + 1) << 3;
  store<f64>(to, firstTotal);
  store<f64>(to + rowBytes, secondTotal);
  for (let range = 0; range < ranges; range++, edges += 8) {
    to += 8;
    const from = <usize>load<i32>(edges) << 3;
    const until = <usize>load<i32>(edges, 4) << 3;
    store<f64>(to, load<f64>(first + until) - load<f64>(first + from));
    store<f64>(to + rowBytes, load<f64>(second + until) - load<f64>(second + from));
  }
}

function underWindow(left: usize, right: usize, window: usize, size: i32, to: usize): void {
  for (let n = 0; n < size; n += 2, left += 8, right += 8, window += 16, to += 16) {
    const l = f64x2.promote_low_f32x4(v128.load64_zero(left));
    const r = f64x2.promote_low_f32x4(v128.load64_zero(right));
    v128.store(to, f64x2.mul(v128.load(window), f64x2.add(l, r)));
  }
}
