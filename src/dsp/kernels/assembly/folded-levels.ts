import { selectRank, smallestFrom } from './select-rank';

/**
 * Levels of stretches of a power over time, as `src/dsp/folded-levels.ts` says: `bins` of each stretch, in decibels
 * around its own median. Stretches that are hardly heard are left out.
 *
 * @param sums of the powers before each block, and of all of them last, in double precision
 * @param starts of the stretches in blocks
 * @param scratch room for `bins` numbers
 * @param levels receives `bins` numbers a stretch that is kept, NaN where it is silent
 * @param medians receives the median of each
 * @returns how many are kept
 */
export function foldedLevels(
  sums: usize,
  blocks: i32,
  starts: usize,
  count: i32,
  bins: i32,
  binBlocks: f64,
  floor: f64,
  leastHeard: f64,
  scratch: usize,
  levels: usize,
  medians: usize,
): i32 {
  let kept = 0;
  const rowBytes = <usize>bins << 3;
  for (let i = 0; i < count; i++) {
    const start = load<f64>(starts + (<usize>i << 3));
    const row = levels + <usize>kept * rowBytes;
    let heard = 0;
    let before = sumBefore(sums, blocks, start);
    for (let bin = 0; bin < bins; bin++) {
      const until = sumBefore(sums, blocks, start + <f64>(bin + 1) * binBlocks);
      const power = (until - before) / binBlocks;
      before = until;
      let level: f64 = NaN;
      if (power > floor) {
        level = 10 * Math.log10(power);
        store<f64>(scratch + (<usize>heard << 3), level);
        heard++;
      }
      store<f64>(row + (<usize>bin << 3), level);
    }
    if (<f64>heard < leastHeard) continue;
    const middle = medianOf(scratch, heard);
    for (let at = row; at < row + rowBytes; at += 8) store<f64>(at, load<f64>(at) - middle);
    store<f64>(medians + (<usize>kept << 3), middle);
    kept++;
  }
  return kept;
}

/**
 * The median of each of `bins` columns over the rows that are not NaN there; NaN where fewer than half are.
 *
 * @param scratch room for `rows` numbers
 */
export function commonLevels(levels: usize, rows: i32, bins: i32, scratch: usize, to: usize): void {
  const rowBytes = <usize>bins << 3;
  for (let bin = 0; bin < bins; bin++) {
    let heard = 0;
    let at = levels + (<usize>bin << 3);
    for (let row = 0; row < rows; row++, at += rowBytes) {
      const level = load<f64>(at);
      if (isNaN(level)) continue;
      store<f64>(scratch + (<usize>heard << 3), level);
      heard++;
    }
    const isCommon = heard > 0 && 2 * heard >= rows;
    store<f64>(to + (<usize>bin << 3), isCommon ? medianOf(scratch, heard) : NaN);
  }
}

/** The middle value of one or more, or half-way between the two in the middle. */
function medianOf(values: usize, count: i32): f64 {
  const rank = (count - 1) >> 1;
  const below = selectRank(values, count, rank);
  if ((count & 1) != 0) return below;
  const above = smallestFrom(values, count, rank + 1);
  return below == above ? below : below + (above - below) * 0.5;
}

/** The sum before a place between blocks; a block that is cut counts by the part before. */
function sumBefore(sums: usize, blocks: i32, place: f64): f64 {
  const within = min<f64>(max<f64>(place, 0), <f64>blocks);
  const block = min<i32>(<i32>within, blocks - 1);
  const at = sums + (<usize>block << 3);
  const here = load<f64>(at);
  return here + (within - <f64>block) * (load<f64>(at, 8) - here);
}
