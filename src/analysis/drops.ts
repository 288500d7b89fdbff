import type { BeatGrid, Drop, Section } from '../store/analysis-document.ts';
import { barSecondsOf, isGridded } from './beat-grid.ts';
import { kickRows } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The drops of a track: where a drop section begins after at least four bars without a kick (the return of bass and
 * kick is what dancers hear as the drop: Solberg 2014). A section that follows a kicked intro is none. Without a grid
 * those that follow a breakdown or a build, in bar 0.
 */
export function findDrops(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Drop[] {
  const starts = sections.filter(({ kind }, i) => kind === 'drop' && i > 0);
  if (!isGridded(grid)) {
    return starts
      .filter((section) => {
        const before = sections[sections.indexOf(section) - 1];
        return before.kind === 'breakdown' || before.kind === 'build';
      })
      .map(({ startSeconds }) => ({ seconds: startSeconds, bar: 0 }));
  }
  const barSeconds = barSecondsOf(grid);
  const bars = Math.ceil((frames.durationSeconds - grid.firstDownbeatSeconds) / barSeconds);
  const kick = kickRows(frames, bars, grid.firstDownbeatSeconds, barSeconds);
  return starts
    .filter(({ startBar }) => {
      const before = kick.subarray(Math.max(0, startBar - REST_BARS), startBar);
      return before.length === REST_BARS && before.every((share) => share < KICKED);
    })
    .map(({ startBar, startSeconds }) => ({ seconds: startSeconds, bar: startBar }));
}

/** Less is a rest before a bar line, and no tension builds. */
const REST_BARS = 4;
/** A bar with less than half of its kick has none. */
const KICKED = 0.5;
