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
const LEAST_CLIMB_OFF_EIGHT = 0.8;
/** And all in all this much from where it began. */
const LEAST_LIFT = 1;
/** Builds are no longer than this. */
const LONGEST_BLOCKS = 8;
/** Fewer bars between an intro and a build are the beginning of the build. */
const SHORTEST_BREAKDOWN = 8;
/** A bar with less than half of its kick has none. */
const KICKED = 0.5;

/**
 * Cuts the build off the end of a stretch that leads to a drop, where there is one: followed back from the drop, highs
 * and busyness fall from block to block as long as it is the build, and stand still (or rise) in what is before it.
 * `before` is the section that the stretch follows.
 */
export function splitBuild(bars: BarRows, segment: NamedSegment, before: SectionKind | undefined): NamedSegment[] {
  const { kind, end } = segment;
  if (kind !== 'breakdown' && kind !== 'intro') return [segment];
  const start = kind === 'intro' ? kicklessFrom(bars, segment) : segment.start;
  const loudestDb = Math.max(...bars.highDb);
  const lift = (from: number, until: number): number =>
    mean(bars.highDb.subarray(from, until).map((db) => Math.max(db, loudestDb - DEPTH_DB))) / HIGH_UNIT_DB +
    mean(bars.busyness.subarray(from, until)) / BUSYNESS_UNIT;
  const climb = (from: number, until: number): number => {
    const middle = (from + until) / 2;
    return lift(middle, until) - lift(from, middle);
  };
  let at = end;
  for (let block = 0; block < LONGEST_BLOCKS && at - 2 * BLOCK_BARS >= start; block++) {
    const least = (at - BLOCK_BARS) % 8 === 0 ? LEAST_CLIMB : LEAST_CLIMB_OFF_EIGHT;
    if (climb(at - 2 * BLOCK_BARS, at) < least) break;
    at -= BLOCK_BARS;
  }
  // Builds begin on eights, though their first bars may be lower than what they follow.
  if (at % 8 !== 0 && at - BLOCK_BARS >= start && climb(at - BLOCK_BARS, at) >= LEAST_CLIMB) at -= BLOCK_BARS;
  if (before === 'intro' && at - segment.start < SHORTEST_BREAKDOWN) at = segment.start;
  const half = BLOCK_BARS / 2;
  const calmFrom = Math.max(segment.start, at - BLOCK_BARS);
  const calm = calmFrom < at ? lift(calmFrom, at) : lift(at, Math.min(end, at + half));
  if (at >= end || lift(end - half, end) - calm < LEAST_LIFT) return [segment];
  const build = { kind: 'build' as const, start: at, end };
  return at === segment.start ? [build] : [{ kind, start: segment.start, end: at }, build];
}

/** The first bar of the bars without a kick that an intro ends with. */
function kicklessFrom(bars: BarRows, { start, end }: NamedSegment): number {
  let from = end;
  while (from > start && bars.kick[from - 1] < KICKED) from--;
  return from;
}
