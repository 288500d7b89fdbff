/** Mid and side, (L ± R)/√2, of `frames` samples rounded up to a multiple of four. */
export function midSide(left: usize, right: usize, mid: usize, side: usize, frames: i32): void {
  const scale = f32x4.splat(<f32>Math.SQRT1_2);
  for (let n = 0; n < frames; n += 4) {
    const at = <usize>n << 2;
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    v128.store(mid + at, f32x4.mul(f32x4.add(l, r), scale));
    v128.store(side + at, f32x4.mul(f32x4.sub(l, r), scale));
  }
}

/**
 * `count` outputs of a low-pass at every `factor`-th sample: output m reads the `taps` samples from m·factor on.
 * `taps` is a multiple of four. Two sums at a time: additions have to wait for one another otherwise.
 */
export function decimate(input: usize, output: usize, count: i32, factor: i32, coefficients: usize, taps: i32): void {
  for (let m = 0; m < count; m++) {
    let from = input + ((<usize>(m * factor)) << 2);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    const end = coefficients + (<usize>taps << 2);
    let tap = coefficients;
    for (; tap + 32 <= end; tap += 32, from += 32) {
      even = f32x4.add(even, f32x4.mul(v128.load(tap), v128.load(from)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(tap, 16), v128.load(from, 16)));
    }
    if (tap < end) even = f32x4.add(even, f32x4.mul(v128.load(tap), v128.load(from)));
    const sum = f32x4.add(even, odd);
    store<f32>(
      output + (<usize>m << 2),
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3),
    );
  }
}
