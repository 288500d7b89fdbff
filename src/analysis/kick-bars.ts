import type { Seconds } from '../dsp/units.ts';
import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { barSecondsOf, beatSecondsOf } from './beat-grid.ts';
import { scopesOf, type TimeSpan } from './scopes.ts';
import { kicksPerBeat } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/** Where the kick plays and where it rests, as starts of whole bars. */
export interface KickBars {
  beatSeconds: Seconds;
  beatsPerBar: number;
  /** Bars with a kick on every beat but one at most. */
  kick: readonly Seconds[];
  /** Bars without any kick: all of them, and those of each kind of section that has some but not all. */
  rest: readonly (readonly Seconds[])[];
}

/**
 * Sorts the bars of a track by its kick drum. A bar may lack one kick, as before a change; one with fewer is neither:
 * broken beats say nothing clear about a sidechain.
 *
 * @param kicks in each bar, from the first downbeat on (`kicksPerBar`); a last bar that is cut off does not count
 * @param grid a steady one (`isGridded`)
 */
export function kickBarsOf(
  kicks: readonly number[],
  grid: BeatGrid,
  sections: readonly Section[],
  durationSeconds: Seconds,
): KickBars {
  const [beatSeconds, barSeconds] = [beatSecondsOf(grid), barSecondsOf(grid)];
  const first = grid.firstDownbeatSeconds;
  const barsWith = (least: number, most: number): Seconds[] =>
    kicks.flatMap((count, bar) => {
      const start = first + bar * barSeconds;
      const isWhole = start >= 0 && start + barSeconds <= durationSeconds;
      return isWhole && count >= least && count <= most ? [start] : [];
    });
  const rest = barsWith(0, 0);
  const kinds = scopesOf(durationSeconds, sections).filter(({ scope }) => scope !== 'whole');
  return {
    beatSeconds,
    beatsPerBar: grid.beatsPerBar,
    kick: barsWith(grid.beatsPerBar - 1, grid.beatsPerBar),
    rest: [
      rest,
      ...kinds
        .map(({ spans }) => barsWithin(spans, rest, beatSeconds))
        .filter(({ length }) => length > 0 && length < rest.length),
    ],
  };
}

/** The bars that begin in one of the spans; a section begins on a beat, and half a beat of slack holds the rounding. */
export function barsWithin(
  spans: readonly TimeSpan[],
  bars: readonly Seconds[],
  beatSeconds: Seconds,
): readonly Seconds[] {
  const slack = beatSeconds / 2;
  return bars.filter((bar) => spans.some(([start, end]) => bar >= start - slack && bar < end - slack));
}

/** Kicks in each bar from the first downbeat to the end of the file, as the low end of the mix shows them. */
export function kicksPerBar(frames: TrackFrames, grid: BeatGrid): number[] {
  const first = grid.firstDownbeatSeconds;
  const bars = Math.max(0, Math.ceil((frames.durationSeconds - first) / barSecondsOf(grid)));
  const kicks = kicksPerBeat(frames, first, beatSecondsOf(grid), bars * grid.beatsPerBar);
  return Array.from({ length: bars }, (_, bar) =>
    kicks.subarray(bar * grid.beatsPerBar, (bar + 1) * grid.beatsPerBar).reduce((sum, kick) => sum + kick, 0),
  );
}
