import type { SectionsInRow } from '../quick-stereo-filter.ts';
import type { Frames } from '../units.ts';
import { scratchKernel } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES } from './kernel-signal.ts';

/** See `quickStereoFilter`. */
export function filterStereoOnKernel(
  left: Float32Array,
  right: Float32Array,
  frames: Frames,
  gain: number,
  { coefficients, states }: SectionsInRow,
): void {
  const kernel = scratchKernel();
  const count = states.length / STATES;
  kernel.borrow(() => {
    const sectionsAt = kernel.place(coefficients);
    const statesAt = kernel.place(states);
    const pairsAt = kernel.reserve(PAIR_BYTES * FILTER_FRAMES);
    const [leftAt, rightAt] = [kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES), kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES)];
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const length = Math.min(CHUNK_FRAMES, frames - from);
      const [first, second] = [kernel.floats(leftAt, length), kernel.floats(rightAt, length)];
      first.set(left.subarray(from, from + length));
      second.set(right.subarray(from, from + length));
      kernel.run.filterStereo(leftAt, rightAt, length, gain, sectionsAt, statesAt, count, pairsAt);
      left.set(first, from);
      right.set(second, from);
    }
    states.set(kernel.doubles(statesAt, states.length));
  });
}

/** As in the kernel: what is filtered at a time, which the length of a chunk is a multiple of. */
const FILTER_FRAMES: Frames = 256;
/** Of a section: two of each channel. */
const STATES = 4;
const PAIR_BYTES = 16;
