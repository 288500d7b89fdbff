/** Samples that are skipped or interpolated together. */
const STRETCH: i32 = 64;

/**
 * The greatest magnitude among `peak`, the samples and their interpolated points, of one channel. The point n is made of the
 * samples n … n + taps − 1; `frames` is a multiple of 64.
 *
 * The filters are mirror images: phase 3 is phase 1 backwards and phase 2 its own mirror. With s and d the sum and difference of the two
 * samples equally far from the ends, e = Σ s·(h₁ + h₃)/2 and o = Σ d·(h₁ − h₃)/2, phases 1 and 3 are e ± o, and the greater magnitude of the
 * two is |e| + |o|. `mirrored` holds (h₁ + h₃)/2, (h₁ − h₃)/2 and h₂ of taps 0 … taps/2 − 1, each repeated four times (a vector a coefficient).
 */
export function truePeak(input: usize, frames: i32, mirrored: usize, taps: i32, gain: f32, peak: f32): f32 {
  const mirroredEnd = mirrored + <usize>(taps >> 1) * 48;
  const lastTap = <usize>(taps - 1) << 2;
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
      let even1 = f32x4.splat(0);
      let odd1 = f32x4.splat(0);
      let half1 = f32x4.splat(0);
      let even2 = f32x4.splat(0);
      let odd2 = f32x4.splat(0);
      let half2 = f32x4.splat(0);
      let front = at;
      let back = at + lastTap;
      for (let tap = mirrored; tap < mirroredEnd; tap += 48, front += 4, back -= 4) {
        const evenTap = v128.load(tap);
        const oddTap = v128.load(tap, 16);
        const halfTap = v128.load(tap, 32);
        const front1 = v128.load(front);
        const back1 = v128.load(back);
        const sum1 = f32x4.add(front1, back1);
        const front2 = v128.load(front, 16);
        const back2 = v128.load(back, 16);
        const sum2 = f32x4.add(front2, back2);
        even1 = f32x4.add(even1, f32x4.mul(evenTap, sum1));
        odd1 = f32x4.add(odd1, f32x4.mul(oddTap, f32x4.sub(front1, back1)));
        half1 = f32x4.add(half1, f32x4.mul(halfTap, sum1));
        even2 = f32x4.add(even2, f32x4.mul(evenTap, sum2));
        odd2 = f32x4.add(odd2, f32x4.mul(oddTap, f32x4.sub(front2, back2)));
        half2 = f32x4.add(half2, f32x4.mul(halfTap, sum2));
      }
      most = f32x4.max(most, f32x4.max(f32x4.abs(half1), f32x4.add(f32x4.abs(even1), f32x4.abs(odd1))));
      most = f32x4.max(most, f32x4.max(f32x4.abs(half2), f32x4.add(f32x4.abs(even2), f32x4.abs(odd2))));
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
