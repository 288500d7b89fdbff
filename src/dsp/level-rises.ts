import { kernelsSupported } from './kernels/kernel-instance.ts';
import { wasmLevelRises } from './kernels/wasm-level-rises.ts';
import type { Power } from './units.ts';

export interface LevelRises {
  /**
   * How much the level of an envelope rises at each block: max(0, ln(1 + p[i + r]/floor) − ln(1 + p[i − r]/floor)) with
   * p the mean over `2r` blocks around it and r the `reach`; 0 where less than that lies on either side.
   *
   * @param floor power well below what counts, > 0
   */
  of(envelope: Float32Array, reach: number, floor: Power): Float32Array;
  /**
   * Places of the values of at least `least` that none within `distance` places beats, ascending: before it none is
   * greater, behind it none as great. The first and the last value are none.
   */
  highest(values: Float32Array, least: number, distance: number): Int32Array;
}

/** On the kernels, where this machine runs them, with the same result to the rounding of single precision. */
export function levelRises(): LevelRises {
  return kernelsSupported() ? wasmLevelRises : plainLevelRises;
}

/** `LevelRises` in plain TypeScript. */
export const plainLevelRises: LevelRises = {
  of(envelope, reach, floor) {
    const count = envelope.length;
    const level = new Float32Array(count);
    const width = 2 * reach;
    let sum = 0;
    // A trailing box of `width` blocks, written at its middle.
    for (let i = 0; i < count; i++) {
      sum += envelope[i];
      if (i >= width) sum -= envelope[i - width];
      const middle = i - reach + 1;
      if (middle >= 0) level[middle] = Math.log1p(Math.max(0, sum) / (width * floor));
    }
    for (let i = Math.max(0, count - reach + 1); i < count; i++) level[i] = level[i - 1];
    const rise = new Float32Array(count);
    for (let i = reach; i + reach < count; i++) rise[i] = Math.max(0, level[i + reach] - level[i - reach]);
    return rise;
  },
  highest(values, least, distance) {
    const found: number[] = [];
    for (let i = 1; i + 1 < values.length; i++) {
      if (values[i] >= least && isHighest(values, i, distance)) found.push(i);
    }
    return Int32Array.from(found);
  },
};

function isHighest(values: Float32Array, at: number, distance: number): boolean {
  for (let i = Math.max(0, at - distance); i < at; i++) if (values[i] > values[at]) return false;
  const end = Math.min(values.length - 1, at + distance);
  for (let i = at + 1; i <= end; i++) if (values[i] >= values[at]) return false;
  return true;
}
