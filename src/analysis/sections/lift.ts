import { mean } from '../../dsp/statistics.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { BarRows } from './bar-rows.ts';

/** One unit of lift: 6 dB above 4.5 kHz, or half as busy again as the track's mean. */
export const HIGH_UNIT_DB: Decibels = 6;
const BUSYNESS_UNIT = 0.5;
/** More silence above 4.5 kHz than this below the loudest bar is no more difference. */
const DEPTH_DB: Decibels = 36;
/** From half to half a build climbs at least this much; a part that only gains a layer stands still between. */
export const LEAST_CLIMB = 0.5;

/** How bright and busy the bars of a track are, in units that a build climbs by. */
export class Lift {
  readonly #bars: BarRows;
  readonly #loudestDb: Decibels;

  constructor(bars: BarRows) {
    this.#bars = bars;
    this.#loudestDb = Math.max(...bars.highDb);
  }

  /** Mean over the bars `from` … `until` − 1. */
  of(from: number, until: number): number {
    const { highDb, busyness } = this.#bars;
    const audible = highDb.subarray(from, until).map((db) => Math.max(db, this.#loudestDb - DEPTH_DB));
    return mean(audible) / HIGH_UNIT_DB + mean(busyness.subarray(from, until)) / BUSYNESS_UNIT;
  }

  /** Of the second half of these bars over the first. */
  climb(from: number, until: number): number {
    const middle = (from + until) / 2;
    return this.of(middle, until) - this.of(from, middle);
  }
}
