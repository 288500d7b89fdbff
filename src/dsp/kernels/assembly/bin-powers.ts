import { doubleTransform } from './double-fft';

/**
 * Powers of bins of left and right together under a window: both travel as the real and imaginary part of one
 * transform. Everything is added in the order of `PlainBinPowers`.
 *
 * @param planes four planes of `size` numbers one after another: real and imaginary part, and the same to work in
 * @param first of the bins, 1 or more; `end` is the one after the last
 * @param to receives the power of each, `first` at its beginning
 * @returns the power of all
 */
export function binPowers(
  left: usize,
  right: usize,
  window: usize,
  size: i32,
  planes: usize,
  twiddles: usize,
  first: i32,
  end: i32,
  to: usize,
): f64 {
  const planeBytes = <usize>size << 3;
  let re = planes;
  let im = planes + planeBytes;
  const otherRe = planes + 2 * planeBytes;
  const otherIm = planes + 3 * planeBytes;
  underWindow(left, window, size, re);
  underWindow(right, window, size, im);
  if (doubleTransform(re, im, otherRe, otherIm, size, twiddles)) {
    re = otherRe;
    im = otherIm;
  }
  const until = <usize>end << 3;
  let power: f64 = 0;
  for (let at = <usize>first << 3; at < until; at += 8, to += 4) {
    const mirror = planeBytes - at;
    const both =
      load<f64>(re + at) * load<f64>(re + at) +
      load<f64>(im + at) * load<f64>(im + at) +
      load<f64>(re + mirror) * load<f64>(re + mirror) +
      load<f64>(im + mirror) * load<f64>(im + mirror);
    store<f32>(to, <f32>both);
    power += both;
  }
  return power;
}

function underWindow(samples: usize, window: usize, size: i32, to: usize): void {
  for (let n = 0; n < size; n += 2, samples += 8, window += 16, to += 16) {
    v128.store(to, f64x2.mul(v128.load(window), f64x2.promote_low_f32x4(v128.load64_zero(samples))));
  }
}
