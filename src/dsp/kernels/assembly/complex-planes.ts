/* What a convolution does to planes of real and imaginary parts in double precision besides transforming them. */

/** Two signals of `frames` samples as the parts of a complex one, filled up with zeros to `size`. */
export function takePair(left: usize, right: usize, frames: i32, re: usize, im: usize, size: i32): void {
  for (let n: usize = 0; n < <usize>frames; n++) {
    store<f64>(re + (n << 3), <f64>load<f32>(left + (n << 2)));
    store<f64>(im + (n << 3), <f64>load<f32>(right + (n << 2)));
  }
  const from = <usize>frames << 3;
  memory.fill(re + from, 0, (<usize>size << 3) - from);
  memory.fill(im + from, 0, (<usize>size << 3) - from);
}

/** Multiplies an even number of complex values by others, in place. */
export function multiplyComplex(re: usize, im: usize, otherRe: usize, otherIm: usize, count: i32): void {
  const end = <usize>count << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const a = v128.load(re + at);
    const b = v128.load(im + at);
    const c = v128.load(otherRe + at);
    const d = v128.load(otherIm + at);
    v128.store(re + at, f64x2.sub(f64x2.mul(a, c), f64x2.mul(b, d)));
    v128.store(im + at, f64x2.add(f64x2.mul(a, d), f64x2.mul(b, c)));
  }
}

/** The parts of a complex signal as two signals. */
export function givePair(re: usize, im: usize, frames: i32, left: usize, right: usize): void {
  for (let n: usize = 0; n < <usize>frames; n++) {
    store<f32>(left + (n << 2), <f32>load<f64>(re + (n << 3)));
    store<f32>(right + (n << 2), <f32>load<f64>(im + (n << 3)));
  }
}
