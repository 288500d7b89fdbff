import type { Decibels } from '../../dsp/units.ts';
import { mean } from '../../dsp/statistics.ts';
import type { SectionKind } from '../../store/analysis-document.ts';
import type { BarRows } from './bar-rows.ts';
import type { NamedSegment } from './name-segments.ts';

/** Builds are followed in steps of so many bars, counted back from the drop. */
const BLOCK_BARS = 4;
/** One unit of climb: 6 dB above 4.5 kHz, or half as busy again as the track's mean. */
const HIGH_UNIT_DB: Decibels = 6;
const BUSYNESS_UNIT = 0.5;
/** More silence above 4.5 kHz than this below the loudest bar is no more difference. */
const DEPTH_DB: Decibels = 36;
/** From block to block a build climbs at least this much; a breakdown that only gains a layer stands still between. */
const LEAST_CLIMB = 0.5;
/** And all in all this much: a layer that comes in is no climb. */
const LEAST_LIFT = 1;
/** Builds are no longer than this. */
const LONGEST_BLOCKS = 8;
/** One unit of change where a build begins, beside `HIGH_UNIT_DB` and a doubling of the busyness: 6 dB of the mids. */
const FULLNESS_UNIT_DB: Decibels = 6;
/** A tenth of the track's mean is as good as nothing going on. */
const LEAST_BUSYNESS = 0.1;
/** Builds last for eights of bars: other lengths have to show a change a quarter greater. */
const EIGHTS_ADVANTAGE = 1.25;
/** Fewer bars between an intro and a build are the beginning of the build. */
const SHORTEST_BREAKDOWN = 8;
/** A bar with less than half of its kick has none. */
const KICKED = 0.5;

/**
 * Cuts the build off the end of a stretch that leads to a drop, where there is one. Followed back from the drop, highs
 * and busyness fall from block to block as long as it is the build, and stand still (or rise) in what is before it; of
 * the blocks it may begin with, it begins with the one that changes most, for the layers of a breakdown climb, too.
 * The stretch of an intro is one whose last bars have no kick. `before` is the section that the stretch follows.
 */
export function splitBuild(bars: BarRows, segment: NamedSegment, before: SectionKind | undefined): NamedSegment[] {
  const { kind, start, end } = segment;
  if (kind !== 'breakdown' && (kind !== 'intro' || !restsAtEnd(bars, segment))) return [segment];
  const loudestDb = Math.max(...bars.highDb);
  const lift = (from: number, until: number): number =>
    mean(bars.highDb.subarray(from, until).map((db) => Math.max(db, loudestDb - DEPTH_DB))) / HIGH_UNIT_DB +
    mean(bars.busyness.subarray(from, until)) / BUSYNESS_UNIT;
  const climb = (from: number, until: number): number => {
    const middle = (from + until) / 2;
    return lift(middle, until) - lift(from, middle);
  };
  const starts: number[] = [];
  let at = end;
  while (at - 2 * BLOCK_BARS >= start && starts.length < LONGEST_BLOCKS) {
    if (climb(at - 2 * BLOCK_BARS, at) < LEAST_CLIMB) break;
    starts.push((at -= BLOCK_BARS));
  }
  // The first bars of a build may be lower than what they follow.
  if (at - 2 * BLOCK_BARS >= start) starts.push(at - BLOCK_BARS);
  at = starts.reduce(
    (best, one) => (changeAt(bars, one, end) > changeAt(bars, best, end) ? one : best),
    starts[0] ?? end,
  );
  if (before === 'intro' && at - start < SHORTEST_BREAKDOWN) at = start;
  const half = BLOCK_BARS / 2;
  if (at >= end || lift(end - half, end) - lift(at, at + half) < LEAST_LIFT) return [segment];
  const build = { kind: 'build' as const, start: at, end };
  return at === start ? [build] : [{ kind, start, end: at }, build];
}

/** Whether the last bars before the drop have no kick. */
function restsAtEnd({ kick }: BarRows, { start, end }: NamedSegment): boolean {
  return end - start >= BLOCK_BARS && kick.subarray(end - BLOCK_BARS, end).every((share) => share < KICKED);
}

/** How much changes where a build that lasts until `end` would begin. */
function changeAt(bars: BarRows, at: number, end: number): number {
  const change = (curve: Float64Array): number =>
    mean(curve.subarray(at, at + BLOCK_BARS)) - mean(curve.subarray(at - BLOCK_BARS, at));
  const busyness = bars.busyness.map((value) => Math.log2(LEAST_BUSYNESS + value));
  const all =
    Math.abs(change(bars.highDb)) / HIGH_UNIT_DB +
    Math.abs(change(bars.fullnessDb)) / FULLNESS_UNIT_DB +
    Math.abs(change(busyness));
  return (end - at) % 8 === 0 ? EIGHTS_ADVANTAGE * all : all;
}
