import type { Seconds } from '../dsp/units.ts';
import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { isGridded } from './beat-grid.ts';
import { barRows, timeRows, type BarRows } from './sections/bar-rows.ts';
import { nameSegments } from './sections/name-segments.ts';
import { segmentRows } from './sections/segment-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The sections of a track: contiguous, from the first sound to the last, neighbours of different kinds.
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
  // Silence around the music is in no section: it would make an intro quieter than it is.
  const soundStarts = frames.levels.leadingSilenceSeconds;
  const soundEnds = frames.durationSeconds - frames.levels.trailingSilenceSeconds;
  // The grid's first line may lie bars before the first sound: those bars are nobody's.
  const firstRow = Math.max(0, Math.floor(SLACK_ROWS + (soundStarts - bars.startSeconds) / bars.rowSeconds));
  const everything: Section = {
    kind: 'drop',
    startSeconds: soundStarts,
    endSeconds: soundEnds,
    startBar: gridded ? firstRow : 0,
    bars: gridded ? bars.rows - firstRow : 0,
  };
  if (bars.rows - firstRow < MIN_ROWS) return [everything];
  const named = nameSegments(bars, segmentRows(bars, firstRow, gridded));
  if (!named.some(({ kind }) => kind === 'drop')) return [everything];
  return named.map(({ kind, start, end }, i) => ({
    kind,
    startSeconds: i === 0 ? Math.min(soundStarts, lineOf(bars, end)) : lineOf(bars, start),
    endSeconds: i === named.length - 1 ? Math.max(lineOf(bars, start), soundEnds) : lineOf(bars, end),
    startBar: gridded ? start : 0,
    bars: gridded ? end - start : 0,
  }));
}

/** About a bar at trance tempos. */
const UNGRIDDED_ROW_SECONDS: Seconds = 2;
/** A bar that begins this much before the sound still belongs to it less than the next one does. */
const SLACK_ROWS = 0.25;
/** A phrase; less has no arrangement. */
const MIN_ROWS = 8;

function lineOf(bars: BarRows, row: number): Seconds {
  return bars.startSeconds + row * bars.rowSeconds;
}
