import type { Seconds } from '../../dsp/units.ts';
import type { BeatGrid, Section } from '../../store/analysis-document.ts';
import { barSecondsOf, beatSecondsOf } from '../beat-grid.ts';
import { scopesOf, type TimeSpan } from '../scopes.ts';
import { kicksPerBeat } from '../sections/bar-rows.ts';
import type { TrackFrames } from '../track-frames.ts';

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
 * Sorts the bars of a track by its kick drum, as the low end of the mix shows it. A bar may lack one
 * kick, as before a change; one with fewer is neither: broken beats say nothing clear about a sidechain.
 *
 * @param grid a steady one (`isGridded`)
 */
export function kickBarsOf(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): KickBars {
  const [beatSeconds, barSeconds] = [beatSecondsOf(grid), barSecondsOf(grid)];
  const first = grid.firstDownbeatSeconds;
  const bars = Math.floor((frames.durationSeconds - first) / barSeconds);
  const kicks = kicksPerBeat(frames, first, beatSeconds, bars * grid.beatsPerBar);
  const barsWith = (least: number, most: number): Seconds[] => {
    return Array.from({ length: bars }, (_, bar) => bar)
      .filter((bar) => {
        const beats = kicks.subarray(bar * grid.beatsPerBar, (bar + 1) * grid.beatsPerBar);
        const count = beats.reduce((sum, kick) => sum + kick, 0);
        return first + bar * barSeconds >= 0 && count >= least && count <= most;
      })
      .map((bar) => first + bar * barSeconds);
  };
  const rest = barsWith(0, 0);
  const kinds = scopesOf(frames.durationSeconds, sections).filter(({ scope }) => scope !== 'whole');
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
