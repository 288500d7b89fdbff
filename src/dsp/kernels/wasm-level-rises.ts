import type { LevelRises } from '../level-rises.ts';
import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `LevelRises` on the kernels. */
export const wasmLevelRises: LevelRises = {
  of(envelope, reach, floor) {
    const kernel = scratchKernel();
    const count = envelope.length;
    return kernel.borrow(() => {
      const from = kernel.place(envelope);
      const level = kernel.reserve(FLOAT_BYTES * count);
      const rise = kernel.reserve(FLOAT_BYTES * count);
      kernel.run.levelRises(from, count, reach, floor, level, rise);
      return kernel.floats(rise, count).slice();
    });
  },
  highest(values, least, distance) {
    const kernel = scratchKernel();
    return kernel.borrow(() => {
      const from = kernel.place(values);
      const to = kernel.reserve(FLOAT_BYTES * values.length);
      const found = kernel.run.highestPlaces(from, values.length, least, distance, to);
      return kernel.integers(to, found).slice();
    });
  },
};
