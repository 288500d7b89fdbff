import { SYNC_BANDS } from '../beat-grid/beat-sync.ts';
import type { BarRows } from './bar-rows.ts';

/** Rows `start` … `end` − 1. */
export interface Segment {
  start: number;
  end: number;
}

/** One unit of difference: 4 dB in one band, a kick on half of the beats, a busyness of a half. */
const BAND_UNIT_DB = 4;
const KICK_UNIT = 0.5;
const BUSYNESS_UNIT = 0.5;
const WIDTH = SYNC_BANDS + 2;
/** A row may differ from its segment by this much, squared and summed, before a boundary for it alone pays. */
const BOUNDARY_COST = 9;
/**
 * What an odd length or an odd place in the eight-bar grid adds to that cost (Harmonix: 71 % of lengths are multiples
 * of 8, 85 % of 4).
 */
const OFF_EIGHT = 0.4;
const OFF_FOUR = 1.6;
const LONGEST = 64;

/**
 * Cuts the rows from `firstRow` on into stretches that are alike inside: dynamic programming over Σ squared distance
 * from each segment's mean, plus a cost per boundary that is least for lengths and places in multiples of eight bars.
 * `phased`: false leaves the prior on length and place out.
 */
export function segmentRows(bars: BarRows, firstRow: number, phased: boolean): Segment[] {
  const { rows } = bars;
  const sums = new Float64Array((rows + 1) * WIDTH);
  const squares = new Float64Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let f = 0; f < WIDTH; f++) {
      const value = featureOf(bars, row, f);
      sums[(row + 1) * WIDTH + f] = sums[row * WIDTH + f] + value;
      square += value * value;
    }
    squares[row + 1] = squares[row] + square;
  }
  const cost = new Float64Array(rows + 1).fill(Infinity);
  const from = new Int32Array(rows + 1);
  cost[firstRow] = 0;
  for (let end = firstRow + 1; end <= rows; end++) {
    for (let start = Math.max(firstRow, end - LONGEST); start < end; start++) {
      let spread = squares[end] - squares[start];
      for (let f = 0; f < WIDTH; f++) spread -= (sums[end * WIDTH + f] - sums[start * WIDTH + f]) ** 2 / (end - start);
      const prior = phased ? 1 + oddness(end - start, end === rows) + oddness(start, false) : 1;
      const total = cost[start] + spread + BOUNDARY_COST * prior;
      if (total < cost[end]) [cost[end], from[end]] = [total, start];
    }
  }
  const segments: Segment[] = [];
  for (let end = rows; end > firstRow; end = from[end]) segments.unshift({ start: from[end], end });
  return segments;
}

function featureOf(bars: BarRows, row: number, feature: number): number {
  if (feature < SYNC_BANDS) return bars.bandDb[row * SYNC_BANDS + feature] / BAND_UNIT_DB;
  return feature === SYNC_BANDS ? bars.kick[row] / KICK_UNIT : Math.min(3, bars.busyness[row]) / BUSYNESS_UNIT;
}

/** The last segment ends where the file ends, whatever its length. */
function oddness(bars: number, free: boolean): number {
  if (free || bars % 8 === 0) return 0;
  return bars % 4 === 0 ? OFF_EIGHT : OFF_FOUR;
}
