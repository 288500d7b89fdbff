/** Samples that are skipped or interpolated together, as `TRUE_PEAK_STRETCH` says. */
const STRETCH: i32 = 16;
/** Stretches that the windows beginning in one reach into: itself and, with 24 taps, two more. */
const REACH: i32 = 2;

/**
 * The greatest magnitude among `peak`, the samples and their interpolated points, of one channel. The point n is made
 * of the samples n … n + taps − 1; `frames` is a multiple of 16.
 *
 * A stretch is skipped where no point can beat the peak. There are two bounds: the greatest sample times `gain`; and
 * the greatest sample times `nearly` (interpolation along straight lines adds nothing) plus the greatest second
 * difference times `curvature`, which is how far the filter strays from straight lines. Smooth waveforms, however loud,
 * are skipped by the second.
 *
 * The filters are mirror images: phase 3 is phase 1 backwards and phase 2 its own mirror. With s and d the sum and
 * difference of the two samples equally far from the ends, e = Σ s·(h₁ + h₃)/2 and o = Σ d·(h₁ − h₃)/2, phases 1 and 3
 * are e ± o, and the greater magnitude of the two is |e| + |o|. `mirrored` holds (h₁ + h₃)/2, (h₁ − h₃)/2 and h₂ of
 * taps 0 … taps/2 − 1, each repeated four times (a vector a coefficient).
 *
 * Magnitudes know no −0, so that `pmax` is as good as `max`, and one instruction instead of seven.
 *
 * @param bounds room for two numbers a stretch, and for those of `REACH` stretches more
 */
export function truePeak(
  input: usize,
  frames: i32,
  mirrored: usize,
  taps: i32,
  bounds: usize,
  gain: f32,
  nearly: f32,
  curvature: f32,
  peak: f32,
): f32 {
  const stretches = frames / STRETCH;
  // Samples are points, too. Begun with the greatest and what lies around it, the peak is hardly beaten by the others.
  let loudest = 0;
  let most: f32 = 0;
  for (let stretch = 0; stretch < stretches + REACH; stretch++) {
    const magnitude = noteBounds(input + (<usize>(stretch * STRETCH) << 2), bounds + (<usize>stretch << 3));
    if (magnitude > most && stretch < stretches) {
      most = magnitude;
      loudest = stretch;
    }
  }
  if (most * gain > peak) peak = interpolated(input + (<usize>(loudest * STRETCH) << 2), mirrored, taps, peak);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const at = bounds + (<usize>stretch << 3);
    const both = f32x4.pmax(v128.load64_zero(at), f32x4.pmax(v128.load64_zero(at, 8), v128.load64_zero(at, 16)));
    const greatest = f32x4.extract_lane(both, 0);
    const bend = f32x4.extract_lane(both, 1);
    if (min<f32>(greatest * gain, greatest * nearly + bend * curvature) <= peak) continue;
    peak = interpolated(input + (<usize>(stretch * STRETCH) << 2), mirrored, taps, peak);
  }
  return peak;
}

/**
 * Stores the greatest magnitude and the greatest second difference that begin in a stretch, and returns the magnitude.
 */
function noteBounds(start: usize, to: usize): f32 {
  const a = v128.load(start);
  const b = v128.load(start, 16);
  const c = v128.load(start, 32);
  const d = v128.load(start, 48);
  const most = f32x4.pmax(f32x4.pmax(f32x4.abs(a), f32x4.abs(b)), f32x4.pmax(f32x4.abs(c), f32x4.abs(d)));
  const bendA = bent(a, v128.load(start, 4), v128.load(start, 8));
  const bendB = bent(b, v128.load(start, 20), v128.load(start, 24));
  const bendC = bent(c, v128.load(start, 36), v128.load(start, 40));
  const bendD = bent(d, v128.load(start, 52), v128.load(start, 56));
  const bend = f32x4.pmax(f32x4.pmax(bendA, bendB), f32x4.pmax(bendC, bendD));
  const pairs = f32x4.pmax(v128.shuffle<f32>(most, bend, 0, 1, 4, 5), v128.shuffle<f32>(most, bend, 2, 3, 6, 7));
  const greatest = f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
  v128.store64_lane(to, v128.shuffle<f32>(greatest, greatest, 0, 2, 0, 2), 0);
  return f32x4.extract_lane(greatest, 0);
}

function bent(x: v128, next: v128, afterNext: v128): v128 {
  return f32x4.abs(f32x4.sub(f32x4.sub(afterNext, next), f32x4.sub(next, x)));
}

/** The greatest magnitude among `peak`, the samples of a stretch (phase 0), and its interpolated points. */
function interpolated(start: usize, mirrored: usize, taps: i32, peak: f32): f32 {
  const mirroredEnd = mirrored + <usize>(taps >> 1) * 48;
  const lastTap = <usize>(taps - 1) << 2;
  let most = f32x4.splat(peak);
  for (let at = start; at < start + (STRETCH << 2); at += 32) {
    most = f32x4.pmax(most, f32x4.pmax(f32x4.abs(v128.load(at)), f32x4.abs(v128.load(at, 16))));
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
    most = f32x4.pmax(most, f32x4.pmax(f32x4.abs(half1), f32x4.add(f32x4.abs(even1), f32x4.abs(odd1))));
    most = f32x4.pmax(most, f32x4.pmax(f32x4.abs(half2), f32x4.add(f32x4.abs(even2), f32x4.abs(odd2))));
  }
  return greatestLane(most);
}

function greatestLane(values: v128): f32 {
  const pairs = f32x4.pmax(values, v128.shuffle<f32>(values, values, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}
