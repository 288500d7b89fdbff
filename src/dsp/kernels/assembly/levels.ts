/*
 * Levels of a stereo signal. The state lies in memory as: sums of left, of right and of both's squares (f64); the
 * greatest magnitude (f32) and four bytes of nothing; and of each channel the last sample at full scale, NaN without
 * (f32), how often it stood there in a row, and how many runs were long enough (i32), twelve bytes.
 */
const SUM_LEFT: usize = 0;
const SUM_RIGHT: usize = 8;
const SQUARES: usize = 16;
const PEAK: usize = 24;
const CLIPPING: usize = 32;
const CHANNEL_BYTES: usize = 12;
const RUN_LENGTH: usize = 4;
const RUNS: usize = 8;

/**
 * Sums in single precision are moved into those in double precision after this many samples: their error stays below
 * 1e-6.
 */
const STRETCH: i32 = 256;

/** Adds `frames` samples to the state, and returns their greatest magnitude. NaN and infinity show in the squares. */
export function levels(left: usize, right: usize, frames: i32, state: usize, fullScale: f32, shortest: i32): f32 {
  let greatest: f32 = 0;
  for (let from = 0; from < frames; from += STRETCH) {
    const start = <usize>from << 2;
    const whole = min(STRETCH, frames - from) & ~3;
    const end = start + (<usize>whole << 2);
    let sumLeft = f32x4.splat(0);
    let sumRight = f32x4.splat(0);
    let squares = f32x4.splat(0);
    let peak = f32x4.splat(0);
    for (let at = start; at < end; at += 16) {
      const l = v128.load(left + at);
      const r = v128.load(right + at);
      sumLeft = f32x4.add(sumLeft, l);
      sumRight = f32x4.add(sumRight, r);
      squares = f32x4.add(squares, f32x4.add(f32x4.mul(l, l), f32x4.mul(r, r)));
      peak = f32x4.pmax(peak, f32x4.pmax(f32x4.abs(l), f32x4.abs(r)));
    }
    let most = greatestLane(peak);
    add(state + SUM_LEFT, laneSum(sumLeft));
    add(state + SUM_RIGHT, laneSum(sumRight));
    add(state + SQUARES, laneSum(squares));
    const last = start + (<usize>min(STRETCH, frames - from) << 2);
    for (let at = end; at < last; at += 4) {
      const l = load<f32>(left + at);
      const r = load<f32>(right + at);
      add(state + SUM_LEFT, l);
      add(state + SUM_RIGHT, r);
      add(state + SQUARES, l * l + r * r);
      most = max<f32>(most, max<f32>(abs<f32>(l), abs<f32>(r)));
    }
    countRuns(left + start, left + last, state + CLIPPING, most, fullScale, shortest);
    countRuns(right + start, right + last, state + CLIPPING + CHANNEL_BYTES, most, fullScale, shortest);
    greatest = max<f32>(greatest, most);
  }
  store<f32>(state + PEAK, max<f32>(load<f32>(state + PEAK), greatest));
  return greatest;
}

function countRuns(from: usize, to: usize, state: usize, peak: f32, fullScale: f32, shortest: i32): void {
  if (peak < fullScale) {
    store<f32>(state, NaN);
    return;
  }
  let last = load<f32>(state);
  let length = load<i32>(state, RUN_LENGTH);
  for (let at = from; at < to; at += 4) {
    const sample = load<f32>(at);
    if (sample == last) {
      length++;
      if (length == shortest) store<i32>(state, load<i32>(state, RUNS) + 1, RUNS);
    } else {
      last = abs<f32>(sample) >= fullScale ? sample : NaN;
      length = 1;
    }
  }
  store<f32>(state, last);
  store<i32>(state, length, RUN_LENGTH);
}

function add(to: usize, value: f32): void {
  store<f64>(to, load<f64>(to) + <f64>value);
}

function laneSum(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    (f32x4.extract_lane(values, 2) + f32x4.extract_lane(values, 3))
  );
}

function greatestLane(values: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1)),
    max<f32>(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)),
  );
}
