import { kernelsSupported } from './kernels/kernel-instance.ts';
import { filterStereoOnKernel } from './kernels/wasm-stereo-filter.ts';
import type { Frames } from './units.ts';

/** Sections in a row, the same for both channels. */
export interface SectionsInRow {
  /** b0, b1, b2, a1 and a2 of each, normalised to a0 = 1. */
  coefficients: Float64Array;
  /** z1 and z2 of each (transposed direct form II), left and right of each together; written anew. */
  states: Float64Array;
}

/**
 * Filters the first `frames` samples in place on the kernels, rounded once after the last section, with a gain on top.
 * Its plain counterpart is `StereoFilter` of `src/devices/filters/`.
 *
 * @returns whether this machine runs the kernels; else nothing is done
 */
export function quickStereoFilter(
  left: Float32Array,
  right: Float32Array,
  frames: Frames,
  gain: number,
  sections: SectionsInRow,
): boolean {
  if (!kernelsSupported()) return false;
  filterStereoOnKernel(left, right, frames, gain, sections);
  return true;
}
