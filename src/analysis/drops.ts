import type { BeatGrid, Drop, Section } from '../store/analysis-document.ts';
import { barSecondsOf, isGridded } from './beat-grid.ts';
import { kickRows } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The drops of a track: where a drop section follows a breakdown or a build of at least four bars, or an intro whose
 * last four bars have no kick (the return of bass and kick is what dancers hear as the drop: Solberg 2014). The groove
 * after an intro with a kick is none. Without a grid those after a breakdown or build, in bar 0.
 */
export function findDrops(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Drop[] {
  const gridded = isGridded(grid);
  const barSeconds = barSecondsOf(grid);
  const bars = gridded ? Math.ceil((frames.durationSeconds - grid.firstDownbeatSeconds) / barSeconds) : 0;
  const kick = kickRows(frames, bars, grid.firstDownbeatSeconds, barSeconds);
  const isDrop = ({ kind, startBar }: Section, i: number): boolean => {
    const before = sections[i - 1];
    if (kind !== 'drop' || before === undefined) return false;
    if (before.kind === 'breakdown' || before.kind === 'build') return !gridded || before.bars >= REST_BARS;
    if (before.kind !== 'intro' || !gridded || before.bars < REST_BARS) return false;
    return kick.subarray(startBar - REST_BARS, startBar).every((share) => share < KICKED);
  };
  return sections.filter(isDrop).map(({ startBar, startSeconds }) => ({ seconds: startSeconds, bar: startBar }));
}

/** Less is a rest before a bar line, and no tension builds. */
const REST_BARS = 4;
/** A bar with less than half of its kick has none. */
const KICKED = 0.5;
