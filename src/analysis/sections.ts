import type { Seconds } from '../dsp/units.ts';
import { mean, quantile } from '../dsp/statistics.ts';
import type { BeatGrid, Section, SectionKind } from '../store/analysis-document.ts';
import { isGridded } from './beat-grid.ts';
import { barRows, timeRows, type BarRows } from './sections/bar-rows.ts';
import { segmentRows, type Segment } from './sections/segment-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The sections of a track: contiguous, from 0 to its end, neighbours of different kinds.
 *
 * Bars are cut where their level per band, kick and density change (with a prior for eights of bars), then named:
 * without a kick it is a breakdown, or a build where it gets brighter and busier towards the return of the kick; with a
 * kick it is a drop, or an intro or outro where it is clearly emptier than the drops and stands before the first or
 * after the last of them.
 *
 * A track without structure (a loop, a pad, fewer than eight bars) is one `drop`. Without a grid the same is done on
 * stretches of two seconds, and `startBar` and `bars` are 0.
 */
export function findSections(frames: TrackFrames, grid: BeatGrid): Section[] {
  const gridded = isGridded(grid);
  const bars = gridded ? barRows(frames, grid) : timeRows(frames, UNGRIDDED_ROW_SECONDS);
  // The grid's first line may lie bars before the file: those bars are nobody's.
  const firstRow = Math.max(0, Math.floor(SLACK_ROWS - bars.startSeconds / bars.rowSeconds));
  const everything: Section = {
    kind: 'drop',
    startSeconds: 0,
    endSeconds: frames.durationSeconds,
    startBar: gridded ? firstRow : 0,
    bars: gridded ? bars.rows - firstRow : 0,
  };
  if (bars.rows - firstRow < MIN_ROWS) return [everything];
  const named = nameSegments(bars, segmentRows(bars, firstRow, gridded));
  if (!named.some(({ kind }) => kind === 'drop')) return [everything];
  return named.map(({ kind, start, end }, i) => ({
    kind,
    startSeconds: i === 0 ? 0 : lineOf(bars, start),
    endSeconds: i === named.length - 1 ? frames.durationSeconds : lineOf(bars, end),
    startBar: gridded ? start : 0,
    bars: gridded ? end - start : 0,
  }));
}

/** About a bar at trance tempos. */
const UNGRIDDED_ROW_SECONDS: Seconds = 2;
/** A bar that begins this much before the file still belongs to it less than the next one does. */
const SLACK_ROWS = 0.25;
/** A phrase; less has no arrangement. */
const MIN_ROWS = 8;
/** A stretch has a kick when most of its beats do: fills and pick-ups leave beats out. */
const KICKED = 0.55;
/** How much quieter or emptier than the drops (together) an intro, outro or bridge with a kick is. */
const QUIETER_UNIT_DB = 2;
const EMPTIER_UNIT_DB = 4;
/** Builds last this many bars. */
const BUILD_LENGTHS: readonly number[] = [4, 8, 12, 16, 24, 32];
/** A build has this much more level above 4.5 kHz and density than what goes before it; 1 = 6 dB or twice as busy. */
const HIGHER_UNIT_DB = 6;
const LEAST_LIFT = 0.5;
const NEARLY = 0.65;
/** A build that would begin inside a phrase has to lift more. */
const OFF_PHRASE = 0.8;

interface NamedSegment extends Segment {
  kind: SectionKind;
}

function nameSegments(bars: BarRows, segments: readonly Segment[]): NamedSegment[] {
  const kicked = segments.map(({ start, end }) => mean(bars.kick.subarray(start, end)) >= KICKED);
  const first = kicked.indexOf(true);
  const last = kicked.lastIndexOf(true);
  if (first < 0) return [];
  const isFull = fullSegments(bars, segments, kicked);
  const firstFull = isFull.indexOf(true);
  const lastFull = isFull.lastIndexOf(true);
  const named: NamedSegment[] = segments.map((segment, i) => {
    if (kicked[i]) return { ...segment, kind: i < firstFull ? 'intro' : i > lastFull ? 'outro' : 'drop' };
    return { ...segment, kind: i < first ? 'intro' : i > last ? 'outro' : 'breakdown' };
  });
  return splitBuilds(bars, joinNeighbours(named));
}

/** Which segments are as loud and as full as the drops: the reference is the loud end of all bars with a kick. */
function fullSegments(bars: BarRows, segments: readonly Segment[], kicked: readonly boolean[]): boolean[] {
  const inKick = segments.flatMap(({ start, end }, i) =>
    kicked[i] ? Array.from({ length: end - start }, (_, k) => start + k) : [],
  );
  const loudest = quantile(
    inKick.map((row) => bars.loudnessDb[row]),
    0.85,
  );
  const fullest = quantile(
    inKick.map((row) => bars.fullnessDb[row]),
    0.85,
  );
  return segments.map(({ start, end }, i) => {
    const quieter = loudest - mean(bars.loudnessDb.subarray(start, end));
    const emptier = fullest - mean(bars.fullnessDb.subarray(start, end));
    return kicked[i] && Math.max(0, quieter) / QUIETER_UNIT_DB + Math.max(0, emptier) / EMPTIER_UNIT_DB < 1;
  });
}

function joinNeighbours(segments: readonly NamedSegment[]): NamedSegment[] {
  const joined: NamedSegment[] = [];
  for (const segment of segments) {
    const before = joined.at(-1);
    if (before?.kind === segment.kind) before.end = segment.end;
    else joined.push({ ...segment });
  }
  return joined;
}

/** Cuts the build off the end of each breakdown that leads to a drop, where there is one. */
function splitBuilds(bars: BarRows, segments: readonly NamedSegment[]): NamedSegment[] {
  return segments.flatMap((segment, i) => {
    if (segment.kind !== 'breakdown' || segments[i + 1]?.kind !== 'drop') return [segment];
    const { start, end } = segment;
    const lengths = BUILD_LENGTHS.filter((bars) => bars <= end - start - MIN_BREAKDOWN);
    const lifts = lengths.map(
      (length) => liftAt(bars, start, end - length, end) * ((end - length) % 8 === 0 ? 1 : OFF_PHRASE),
    );
    const most = Math.max(...lifts);
    // A build accelerates, so its end lifts most: the build is the longest stretch that lifts nearly as much.
    const length = most < LEAST_LIFT ? 0 : lengths[lifts.findLastIndex((lift) => lift >= NEARLY * most)];
    if (length === 0) return [segment];
    return [
      { kind: 'breakdown' as const, start, end: end - length },
      { kind: 'build' as const, start: end - length, end },
    ];
  });
}

/** A breakdown keeps at least its first two bars. */
const MIN_BREAKDOWN = 2;

/**
 * How much brighter and busier rows `at` … `end` are than rows `start` … `at`, as a distance between the two stretches'
 * means.
 */
function liftAt(bars: BarRows, start: number, at: number, end: number): number {
  const lift = (curve: Float64Array): number => mean(curve.subarray(at, end)) - mean(curve.subarray(start, at));
  const weight = Math.sqrt(((at - start) * (end - at)) / (end - start) ** 2) * 2;
  return (lift(bars.highDb) / HIGHER_UNIT_DB + lift(bars.busyness)) * weight;
}

function lineOf(bars: BarRows, row: number): Seconds {
  return bars.startSeconds + row * bars.rowSeconds;
}
