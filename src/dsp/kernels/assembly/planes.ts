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
 * `taps` is a multiple of four. Two outputs at a time share the taps, each in two sums: additions have to wait for one
 * another otherwise.
 */
export function decimate(input: usize, output: usize, count: i32, factor: i32, coefficients: usize, taps: i32): void {
  const hop = <usize>factor << 2;
  const end = coefficients + (<usize>taps << 2);
  const paired = end - (<usize>(taps & 4) << 2);
  // A last output alone is made beside the one before it, again.
  for (let m = 0; m < count; m += 2) {
    if (m + 1 == count && m > 0) m--;
    let a = input + <usize>m * hop;
    let b = a + hop;
    let evenA = f32x4.splat(0);
    let oddA = f32x4.splat(0);
    let evenB = f32x4.splat(0);
    let oddB = f32x4.splat(0);
    let tap = coefficients;
    for (; tap < paired; tap += 32, a += 32, b += 32) {
      const even = v128.load(tap);
      evenA = f32x4.add(evenA, f32x4.mul(even, v128.load(a)));
      evenB = f32x4.add(evenB, f32x4.mul(even, v128.load(b)));
      const odd = v128.load(tap, 16);
      oddA = f32x4.add(oddA, f32x4.mul(odd, v128.load(a, 16)));
      oddB = f32x4.add(oddB, f32x4.mul(odd, v128.load(b, 16)));
    }
    if (tap < end) {
      const even = v128.load(tap);
      evenA = f32x4.add(evenA, f32x4.mul(even, v128.load(a)));
      evenB = f32x4.add(evenB, f32x4.mul(even, v128.load(b)));
    }
    const to = output + (<usize>m << 2);
    store<f32>(to, laneSum(f32x4.add(evenA, oddA)));
    if (m + 1 < count) store<f32>(to, laneSum(f32x4.add(evenB, oddB)), 4);
  }
}

function laneSum(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    f32x4.extract_lane(values, 2) +
    f32x4.extract_lane(values, 3)
  );
}
