/**
 * Parts interleaved stereo samples of 24 bits, little endian, and divides them by 2²³. Four frames a turn: the room for
 * bytes and for samples is that of `frames` rounded up to a multiple of four, and four bytes more.
 */
export function stereo24(bytes: usize, left: usize, right: usize, frames: i32): void {
  const scale = f32x4.splat(<f32>(1.0 / 0x80_0000));
  const end = left + (<usize>frames << 2);
  for (; left < end; left += 16, right += 16, bytes += 24) {
    const first = v128.load(bytes);
    const second = v128.load(bytes, 12);
    // Each sample in the three upper bytes of its lane; the shift drops the lowest one, whatever it is, and extends the
    // sign.
    const l = v128.shuffle<i8>(first, second, 0, 0, 1, 2, 6, 6, 7, 8, 16, 16, 17, 18, 22, 22, 23, 24);
    const r = v128.shuffle<i8>(first, second, 3, 3, 4, 5, 9, 9, 10, 11, 19, 19, 20, 21, 25, 25, 26, 27);
    v128.store(left, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(l, 8)), scale));
    v128.store(right, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(r, 8)), scale));
  }
}

/**
 * Turns round(x·(fullScale − 1)) / fullScale of `frames` samples in place; there is room for a whole number of pairs.
 */
export function restoreIntegers(samples: usize, frames: i32, fullScale: f64): void {
  const greatest = f64x2.splat(fullScale - 1);
  const scale = f64x2.splat(1 / fullScale);
  const half = f64x2.splat(0.5);
  const end = samples + (<usize>frames << 2);
  for (; samples < end; samples += 8) {
    const exact = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(samples)), greatest);
    const whole = f64x2.floor(f64x2.add(exact, half));
    v128.store64_lane(samples, f32x4.demote_f64x2_zero(f64x2.mul(whole, scale)), 0);
  }
}
