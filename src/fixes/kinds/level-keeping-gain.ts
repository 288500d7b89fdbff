import type { MidSideMatrix } from '../../devices/stereo-matrix.ts';
import type { StereoEnergy } from '../stem-context.ts';

/**
 * The gain that leaves a stem as loud as it was once its stereo image is changed: the root of its energy in both
 * channels before over that after it, M² + S² = L² + R². 1 of a stem that does not sound, or would not any more.
 *
 * Whoever pans or narrows a sound means its place and not its level, and turns it up until it is as loud as it was. It
 * also is what undoes a panner or an imager that kept the level by itself, as most do.
 */
export function levelKeepingGain({ middle, sides, shared }: StereoEnergy, matrix: MidSideMatrix): number {
  const { mm, ms, sm, ss } = matrix;
  const before = middle + sides;
  const after = (mm ** 2 + sm ** 2) * middle + 2 * (mm * ms + sm * ss) * shared + (ms ** 2 + ss ** 2) * sides;
  return before > 0 && after > 0 ? Math.sqrt(before / after) : 1;
}
