import { mean } from '../../dsp/statistics.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { BarRows } from './bar-rows.ts';
import { LEAST_CLIMB, Lift } from './lift.ts';
import type { Segment } from './segment-rows.ts';

/** Where the build begins, the mids come in: pads and leads over what was drums. */
const LEAST_ENTRY_DB: Decibels = 2;
/** Bars on either side of the beginning that are compared. */
const ENTRY_BARS = 4;
/** The part with the kick is the first half of a build, or a few bars more. */
const LONGEST_BARS = 16;
/** A bar with half of its kick has one. */
const KICKED = 0.5;
/** An intro is a phrase at least. */
const SHORTEST_INTRO = 8;

/**
 * Where a build begins that keeps the kick of the intro before it for its first half: at the cut before the kick stops
 * from which on mids are there that were not, and highs and busyness climb. The bar in which the kick stops where there
 * is none.
 *
 * @param cuts where the rows change, in order
 */
export function kickedBuildStart(bars: BarRows, intro: Segment, cuts: readonly number[]): number {
  const lift = new Lift(bars);
  const { start, end } = intro;
  const entry = (at: number): Decibels =>
    mean(bars.fullnessDb.subarray(at, at + ENTRY_BARS)) - mean(bars.fullnessDb.subarray(at - ENTRY_BARS, at));
  const starts = cuts.filter(
    (at) =>
      at - start >= SHORTEST_INTRO &&
      end - at >= ENTRY_BARS &&
      end - at <= LONGEST_BARS &&
      bars.kick.subarray(at, end).every((share) => share >= KICKED) &&
      entry(at) >= LEAST_ENTRY_DB &&
      lift.climb(at, end) >= LEAST_CLIMB,
  );
  return starts.reduce((best, at) => (entry(at) > entry(best) ? at : best), starts[0] ?? end);
}
