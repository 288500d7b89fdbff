import { foldedLevelsOnKernel } from './kernels/wasm-folded-levels.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { median } from './statistics.ts';
import type { Decibels, Power } from './units.ts';

/** Stretches of equal length of a power over time, laid over each other. */
export interface FoldedLevels {
  /** Median over the stretches in each bin, in dB around their own medians; `NaN` where most are silent. */
  common: Float64Array;
  /** One row a stretch that is heard, `NaN` where it is silent. */
  rows: Float64Array[];
  /** The median of each row. */
  medians: Float64Array;
}

/** How stretches are cut. */
export interface Folding {
  bins: number;
  /** Length of a bin in blocks, not a whole number as a rule. */
  binBlocks: number;
  /** Power that counts as silence. */
  floor: Power;
  /** Bins that a stretch must sound in to count. */
  leastHeard: number;
}

/**
 * Mean powers in the bins of each stretch, in decibels around the stretch's own median, and their median over the
 * stretches. On the kernels, where this machine runs them, with the same result to rounding.
 *
 * @param sums of the powers before each block, and of all of them last (`runningSums`); what lies outside is silence
 * @param starts of the stretches in blocks, not whole numbers as a rule
 */
export function foldedLevels(sums: Float64Array, starts: Float64Array, folding: Folding): FoldedLevels {
  return kernelsSupported() ? foldedLevelsOnKernel(sums, starts, folding) : foldedLevelsPlainly(sums, starts, folding);
}

/** `foldedLevels` in plain TypeScript. */
export function foldedLevelsPlainly(
  sums: Float64Array,
  starts: Float64Array,
  { bins, binBlocks, floor, leastHeard }: Folding,
): FoldedLevels {
  const rows: Float64Array[] = [];
  const medians: Decibels[] = [];
  const scratch = new Float64Array(Math.max(bins, starts.length));
  for (const start of starts) {
    const row = new Float64Array(bins);
    let heard = 0;
    let before = sumBefore(sums, start);
    for (let bin = 0; bin < bins; bin++) {
      const until = sumBefore(sums, start + (bin + 1) * binBlocks);
      const power = (until - before) / binBlocks;
      before = until;
      row[bin] = power > floor ? 10 * Math.log10(power) : NaN;
      if (power > floor) scratch[heard++] = row[bin];
    }
    if (heard < leastHeard) continue;
    const level = median(scratch.subarray(0, heard));
    medians.push(level);
    for (let bin = 0; bin < bins; bin++) row[bin] -= level;
    rows.push(row);
  }
  const common = Float64Array.from({ length: bins }, (_, bin) => commonLevel(rows, bin, scratch));
  return { common, rows, medians: Float64Array.from(medians) };
}

/** Median over the rows that are heard at a bin; `NaN` where fewer than half are. */
export function commonLevel(rows: readonly Float64Array[], bin: number, scratch: Float64Array): Decibels {
  let heard = 0;
  for (const row of rows) if (!Number.isNaN(row[bin])) scratch[heard++] = row[bin];
  return heard === 0 || heard * 2 < rows.length ? NaN : median(scratch.subarray(0, heard));
}

/** Sum before a place between blocks, inside of it; a block that is cut counts by the part before. */
function sumBefore(sums: Float64Array, place: number): Power {
  const within = Math.min(Math.max(place, 0), sums.length - 1);
  const block = Math.min(Math.floor(within), sums.length - 2);
  return sums[block] + (within - block) * (sums[block + 1] - sums[block]);
}
