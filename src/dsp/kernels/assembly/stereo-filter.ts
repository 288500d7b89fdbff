/*
 * Sections in a row, the same for both channels, whose samples are the lanes of a vector: transposed direct form II,
 * y = b0·x + z1, z1 = b1·x − a1·y + z2, z2 = b2·x − a2·y, in double precision.
 */
import { bothChannels } from './filters';

/** What is filtered at a time: its pairs stay in a first-level cache from section to section. */
const CHUNK: i32 = 256;
/** A state this small is silence; denormal numbers are slow on some processors. */
const SMALLEST_STATE: f64 = 1e-30;
const SECTION_BYTES: usize = 40;
const STATE_BYTES: usize = 32;

/**
 * Filters samples in place, and rounds them once after the last section, with a gain on top.
 *
 * @param sections b0 b1 b2 a1 a2 of each, numbers in double precision
 * @param states z1 and z2 of each, both channels of each together
 * @param pairs room for a chunk in double precision
 */
export function filterStereo(
  left: usize,
  right: usize,
  frames: i32,
  gain: f64,
  sections: usize,
  states: usize,
  count: i32,
  pairs: usize,
): void {
  const gains = f64x2.splat(gain);
  for (let from = 0; from < frames; from += CHUNK) {
    const chunk = <usize>min(CHUNK, frames - from);
    for (let n: usize = 0; n < chunk; n++) v128.store(pairs + (n << 4), bothChannels(left + (n << 2), right + (n << 2)));
    for (let k: usize = 0; k < <usize>count; k++)
      filterSection(pairs, pairs + (chunk << 4), sections + k * SECTION_BYTES, states + k * STATE_BYTES);
    for (let n: usize = 0; n < chunk; n++) {
      const stored = f32x4.demote_f64x2_zero(f64x2.mul(gains, v128.load(pairs + (n << 4))));
      v128.store32_lane(left + (n << 2), stored, 0);
      v128.store32_lane(right + (n << 2), stored, 1);
    }
    left += chunk << 2;
    right += chunk << 2;
  }
}

@inline
function filterSection(pairs: usize, end: usize, section: usize, state: usize): void {
  const b0 = v128.load64_splat(section);
  const b1 = v128.load64_splat(section, 8);
  const b2 = v128.load64_splat(section, 16);
  const a1 = v128.load64_splat(section, 24);
  const a2 = v128.load64_splat(section, 32);
  let z1 = v128.load(state);
  let z2 = v128.load(state, 16);
  for (; pairs < end; pairs += 16) {
    const x = v128.load(pairs);
    const y = f64x2.add(f64x2.mul(b0, x), z1);
    z1 = f64x2.add(f64x2.sub(f64x2.mul(b1, x), f64x2.mul(a1, y)), z2);
    z2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    v128.store(pairs, y);
  }
  v128.store(state, flushed(z1));
  v128.store(state, flushed(z2), 16);
}

@inline
function flushed(state: v128): v128 {
  return v128.andnot(state, f64x2.lt(f64x2.abs(state), f64x2.splat(SMALLEST_STATE)));
}
