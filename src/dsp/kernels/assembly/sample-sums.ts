/* Sums of samples in single precision, each rounded once. */

/** Adds `frames` samples to others. */
export function addSamples(sum: usize, samples: usize, frames: i32): void {
  const end = sum + (<usize>frames << 2);
  const whole = sum + (<usize>(frames & ~3) << 2);
  for (; sum < whole; sum += 16, samples += 16) v128.store(sum, f32x4.add(v128.load(sum), v128.load(samples)));
  for (; sum < end; sum += 4, samples += 4) store<f32>(sum, load<f32>(sum) + load<f32>(samples));
}

/** Adds what samples are more after something than before it, in double precision. */
export function addDifferences(sum: usize, after: usize, before: usize, frames: i32): void {
  const end = sum + (<usize>frames << 2);
  const whole = sum + (<usize>(frames & ~1) << 2);
  for (; sum < whole; sum += 8, after += 8, before += 8) {
    const change = f64x2.sub(wide(after), wide(before));
    v128.store64_lane(sum, f32x4.demote_f64x2_zero(f64x2.add(wide(sum), change)), 0);
  }
  if (sum < end) store<f32>(sum, <f32>(<f64>load<f32>(sum) + (<f64>load<f32>(after) - <f64>load<f32>(before))));
}

@inline
function wide(samples: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(samples));
}
