import type { FoldedLevels, Folding } from '../folded-levels.ts';
import { scratchKernel } from './kernel-instance.ts';

/** `foldedLevels` on the kernels. */
export function foldedLevelsOnKernel(
  sums: Float64Array,
  starts: Float64Array,
  { bins, binBlocks, floor, leastHeard }: Folding,
): FoldedLevels {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const doubles = (count: number): number => kernel.reserve(DOUBLE_BYTES * count);
    const sumsAt = kernel.place(sums);
    const startsAt = kernel.place(starts);
    const scratch = doubles(Math.max(bins, starts.length));
    const levelsAt = doubles(bins * (starts.length + 1));
    const mediansAt = doubles(starts.length);
    const commonAt = doubles(bins);
    const kept = kernel.run.foldedLevels(
      sumsAt,
      sums.length - 1,
      startsAt,
      starts.length,
      bins,
      binBlocks,
      floor,
      leastHeard,
      scratch,
      levelsAt,
      mediansAt,
    );
    kernel.run.commonLevels(levelsAt, kept, bins, scratch, commonAt);
    const levels = kernel.doubles(levelsAt, bins * kept).slice();
    return {
      common: kernel.doubles(commonAt, bins).slice(),
      rows: Array.from({ length: kept }, (_, row) => levels.subarray(row * bins, (row + 1) * bins)),
      medians: kernel.doubles(mediansAt, kept).slice(),
    };
  });
}

const DOUBLE_BYTES = 8;
