import type { Seconds } from '../dsp/units.ts';
import type { AnalysisDocument, BeatGrid, Section } from '../store/analysis-document.ts';
import { beatSecondsOf, isGridded } from './beat-grid.ts';

/** Where a track's bars and sections lie. */
export type Form = Pick<AnalysisDocument, 'grid' | 'sections'>;

type Timeline = Pick<AnalysisDocument, 'durationSeconds' | 'grid'>;

/** A bounce of the same song is as long but for its tail: within four beats, or this where there are none. */
const SAME_LENGTH_SECONDS: Seconds = 2;
const SAME_LENGTH_BEATS = 4;
/** Two estimates of one tempo differ by less, `docs/features.md`. */
const SAME_TEMPO_BPM = 0.02;
/** What an ear takes for together; a change to the drums moves the estimate of where the beat lies by less. */
const TOGETHER_SECONDS: Seconds = 0.02;
/** Sections are cut at bars; where the sound begins and ends is told more finely. */
const SAME_CUT_SECONDS: Seconds = 0.1;

/**
 * Whether two recordings run along one timeline: as long, as fast, with their beats in the same places. Then every
 * moment of one is the same moment of the song in the other, whatever was changed in between.
 */
export function areOnOneTimeline(one: Timeline, other: Timeline): boolean {
  const [isOneGridded, isOtherGridded] = [isGridded(one.grid), isGridded(other.grid)];
  if (isOneGridded !== isOtherGridded) return false;
  const apart = Math.abs(one.durationSeconds - other.durationSeconds);
  if (!isOneGridded) return apart <= SAME_LENGTH_SECONDS;
  return apart <= SAME_LENGTH_BEATS * beatSecondsOf(one.grid) && haveSameBeats(one.grid, other.grid);
}

/** Whether both are cut into the same sections. */
export function haveSameSections(one: Form, other: Form): boolean {
  return (
    one.sections.length === other.sections.length &&
    one.sections.every(({ kind, startSeconds, endSeconds }, i) => {
      const same = other.sections[i];
      return (
        kind === same.kind &&
        Math.abs(startSeconds - same.startSeconds) <= SAME_CUT_SECONDS &&
        Math.abs(endSeconds - same.endSeconds) <= SAME_CUT_SECONDS
      );
    })
  );
}

/** The sections as far as a recording of this length goes. */
export function sectionsWithin(sections: readonly Section[], durationSeconds: Seconds): Section[] {
  return sections
    .filter(({ startSeconds }) => startSeconds < durationSeconds)
    .map((section) => ({ ...section, endSeconds: Math.min(section.endSeconds, durationSeconds) }));
}

function haveSameBeats(one: BeatGrid, other: BeatGrid): boolean {
  const beat = beatSecondsOf(one);
  const offset = (((one.firstDownbeatSeconds - other.firstDownbeatSeconds) % beat) + beat) % beat;
  return (
    Math.abs(one.tempoBpm - other.tempoBpm) <= SAME_TEMPO_BPM && Math.min(offset, beat - offset) <= TOGETHER_SECONDS
  );
}
