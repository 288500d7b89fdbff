/** As `RUN_FRAMES` says. */
const RUN: i32 = 64;

/**
 * Stores three sums: of the squares of left + right, and of the squares of its sums over 4 and over `RUN` samples,
 * divided by 4 and by `RUN`. `frames` is a multiple of `RUN`.
 */
export function runPowers(left: usize, right: usize, frames: i32, to: usize): void {
  let all = f64x2.splat(0);
  let fours = f64x2.splat(0);
  let runs: f64 = 0;
  for (let run = 0; run < frames; run += RUN) {
    let squares = f32x4.splat(0);
    let fourSquares = f32x4.splat(0);
    let sums = f32x4.splat(0);
    for (let n = 0; n < RUN; n += 16) {
      const at = <usize>(run + n) << 2;
      const a = f32x4.add(v128.load(left + at), v128.load(right + at));
      const b = f32x4.add(v128.load(left + at, 16), v128.load(right + at, 16));
      const c = f32x4.add(v128.load(left + at, 32), v128.load(right + at, 32));
      const d = f32x4.add(v128.load(left + at, 48), v128.load(right + at, 48));
      squares = f32x4.add(
        squares,
        f32x4.add(f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)), f32x4.add(f32x4.mul(c, c), f32x4.mul(d, d))),
      );
      // The sums of a, b, c and d side by side.
      const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
      const four = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
      fourSquares = f32x4.add(fourSquares, f32x4.mul(four, four));
      sums = f32x4.add(sums, four);
    }
    all = f64x2.add(all, inPairs(squares));
    fours = f64x2.add(fours, inPairs(fourSquares));
    const pair = inPairs(sums);
    const sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
    runs += sum * sum;
  }
  store<f64>(to, f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1));
  store<f64>(to, (f64x2.extract_lane(fours, 0) + f64x2.extract_lane(fours, 1)) / 4, 8);
  store<f64>(to, runs / RUN, 16);
}

/** Two sums of two lanes each, in double precision. */
function inPairs(values: v128): v128 {
  return f64x2.add(
    f64x2.promote_low_f32x4(values),
    f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 2, 3)),
  );
}
