/** Samples that are skipped or interpolated together. */
const STRETCH: i32 = 64;

/**
 * The greatest magnitude among `peak`, the samples and their interpolated points, of one channel. The point n is made of the
 * samples n … n + taps − 1; `frames` is a multiple of 64. `phases` holds three phases of `taps` coefficients, each
 * repeated four times (a vector a coefficient): phase 1 of tap 0, phase 2 of tap 0, phase 3 of tap 0, phase 1 of tap 1 …
 */
export function truePeak(input: usize, frames: i32, phases: usize, taps: i32, gain: f32, peak: f32): f32 {
  const phasesEnd = phases + <usize>taps * 48;
  for (let from = 0; from < frames; from += STRETCH) {
    const start = input + (<usize>from << 2);
    let most = f32x4.splat(0);
    // Rounded up to a whole vector: what it sees of the next stretch counts there anyway.
    const end = start + ((<usize>(STRETCH + taps)) << 2);
    for (let at = start; at < end; at += 16) most = f32x4.max(most, f32x4.abs(v128.load(at)));
    const greatest = greatestLane(most);
    if (greatest * gain <= peak) continue;
    // The samples themselves, phase 0; those after the stretch belong to the next one.
    most = f32x4.splat(peak);
    for (let at = start; at < start + (STRETCH << 2); at += 16) most = f32x4.max(most, f32x4.abs(v128.load(at)));
    for (let at = start; at < start + (STRETCH << 2); at += 32) {
      let first1 = f32x4.splat(0);
      let first2 = f32x4.splat(0);
      let first3 = f32x4.splat(0);
      let second1 = f32x4.splat(0);
      let second2 = f32x4.splat(0);
      let second3 = f32x4.splat(0);
      let sample = at;
      for (let tap = phases; tap < phasesEnd; tap += 48, sample += 4) {
        const phase1 = v128.load(tap);
        const phase2 = v128.load(tap, 16);
        const phase3 = v128.load(tap, 32);
        const first = v128.load(sample);
        const second = v128.load(sample, 16);
        first1 = f32x4.add(first1, f32x4.mul(phase1, first));
        first2 = f32x4.add(first2, f32x4.mul(phase2, first));
        first3 = f32x4.add(first3, f32x4.mul(phase3, first));
        second1 = f32x4.add(second1, f32x4.mul(phase1, second));
        second2 = f32x4.add(second2, f32x4.mul(phase2, second));
        second3 = f32x4.add(second3, f32x4.mul(phase3, second));
      }
      most = f32x4.max(most, f32x4.max(f32x4.abs(first1), f32x4.max(f32x4.abs(first2), f32x4.abs(first3))));
      most = f32x4.max(most, f32x4.max(f32x4.abs(second1), f32x4.max(f32x4.abs(second2), f32x4.abs(second3))));
    }
    peak = greatestLane(most);
  }
  return peak;
}

function greatestLane(values: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1)),
    max<f32>(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)),
  );
}
