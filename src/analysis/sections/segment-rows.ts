import { quantile } from '../../dsp/statistics.ts';
import { SYNC_BANDS } from '../beat-grid/beat-sync.ts';
import type { BarRows } from './bar-rows.ts';

/** Rows `start` … `end` − 1. */
export interface Segment {
  start: number;
  end: number;
}

/** One unit of difference: 5 dB in one band or in the bass, a quarter of a kick, a busyness of a half. */
const BAND_UNIT_DB = 5;
const KICK_UNIT = 0.25;
const BUSYNESS_UNIT = 0.5;
const BUSIEST = 3;
/** What is further than this below the loud bars is silent: more silence is no more difference. */
const DEPTH_DB = 24;
const WIDTH = SYNC_BANDS + 3;
/** A row may differ from its segment by this much, squared and summed, before a boundary for it alone pays. */
const BOUNDARY_COST = 3;
/**
 * What an odd length or an odd place in the eight-bar grid adds to that cost (Harmonix: 71 % of lengths are multiples
 * of 8, 85 % of 4). Parts off the fours are rarer than the bars of fill and rest that end a part: moving a border by
 * a bar has to explain more than a bar that sounds like the other part.
 */
const OFF_EIGHT = 0.4;
const OFF_FOUR = 12;
const LONGEST = 64;

/**
 * Cuts the rows from `firstRow` on into stretches that are alike inside: dynamic programming over Σ squared distance
 * from each segment's mean, plus a cost per boundary that is least for lengths and places in multiples of eight bars.
 * `phased`: false leaves the prior on length and place out.
 */
export function segmentRows(bars: BarRows, firstRow: number, phased: boolean): Segment[] {
  const { rows } = bars;
  const { sums, squares } = runningSums(bars);
  const cost = new Float64Array(rows + 1).fill(Infinity);
  const from = new Int32Array(rows + 1);
  cost[firstRow] = 0;
  for (let end = firstRow + 1; end <= rows; end++) {
    for (let start = Math.max(firstRow, end - LONGEST); start < end; start++) {
      let spread = squares[end] - squares[start];
      for (let f = 0; f < WIDTH; f++) {
        const sum = sums[end * WIDTH + f] - sums[start * WIDTH + f];
        spread -= (sum * sum) / (end - start);
      }
      const free = end === rows || start === firstRow;
      const prior = phased ? 1 + oddness(end - start, free) + oddness(start, start === firstRow) : 1;
      const total = cost[start] + spread + BOUNDARY_COST * prior;
      if (total < cost[end]) {
        cost[end] = total;
        from[end] = start;
      }
    }
  }
  const segments: Segment[] = [];
  for (let end = rows; end > firstRow; end = from[end]) segments.unshift({ start: from[end], end });
  return segments;
}

/** Features of all rows, added up before each row, and the same of their squares. */
function runningSums(bars: BarRows): { sums: Float64Array; squares: Float64Array } {
  const { rows } = bars;
  const sums = new Float64Array((rows + 1) * WIDTH);
  const squares = new Float64Array(rows + 1);
  const columns = [
    ...Array.from({ length: SYNC_BANDS }, (_, b) =>
      levels(Float64Array.from({ length: rows }, (_value, row) => bars.bandDb[row * SYNC_BANDS + b])),
    ),
    levels(bars.bassDb),
    bars.kick.map((kick) => kick / KICK_UNIT),
    bars.busyness.map((value) => Math.min(BUSIEST, value) / BUSYNESS_UNIT),
  ];
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let f = 0; f < WIDTH; f++) {
      const value = columns[f][row];
      sums[(row + 1) * WIDTH + f] = sums[row * WIDTH + f] + value;
      square += value * value;
    }
    squares[row + 1] = squares[row] + square;
  }
  return { sums, squares };
}

/** Levels above the depth at which silence begins, in units. */
function levels(curveDb: Float64Array): Float64Array {
  const silentDb = quantile([...curveDb], 0.9) - DEPTH_DB;
  return curveDb.map((db) => Math.max(0, db - silentDb) / BAND_UNIT_DB);
}

/** The last segment ends where the file ends and the first begins where it does, whatever their length. */
function oddness(bars: number, free: boolean): number {
  if (free || bars % 8 === 0) return 0;
  return bars % 4 === 0 ? OFF_EIGHT : OFF_FOUR;
}
