import type { Seconds } from '../dsp/units.ts';
import type { Scope, Section } from '../store/analysis-document.ts';
import { SECTION_KINDS } from '../store/analysis-document.ts';

/** From the first time up to, but not including, the second. */
export type TimeSpan = readonly [startSeconds: Seconds, endSeconds: Seconds];

/** One scope of a track and the stretches of time it is made of. */
export interface ScopeSpans {
  scope: Scope;
  /** Sum of all stretches. */
  seconds: Seconds;
  spans: readonly TimeSpan[];
}

/**
 * The scopes in which a track is measured: the whole, then each kind of section it has, in the order of a track. A kind
 * with less than three seconds in all is left out; the whole is there even if it is shorter.
 */
export function scopesOf(durationSeconds: Seconds, sections: readonly Section[]): ScopeSpans[] {
  const whole: ScopeSpans = { scope: 'whole', seconds: durationSeconds, spans: [[0, durationSeconds]] };
  const kinds = SECTION_KINDS.map((kind): ScopeSpans => {
    const spans = sections
      .filter((section) => section.kind === kind)
      .map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds] as const);
    return { scope: kind, seconds: spans.reduce((sum, [start, end]) => sum + end - start, 0), spans };
  });
  return [whole, ...kinds.filter(({ seconds }) => seconds >= SHORTEST_SCOPE_SECONDS)];
}

/** One short-term loudness window (EBU Tech 3341): a mean over less describes a few notes, not a kind of section. */
const SHORTEST_SCOPE_SECONDS: Seconds = 3;

/** A series of values at equal steps of time, such as the rows of a spectrogram or the blocks of an envelope. */
export interface TimeGrid {
  /** Time of the middle of the first value. */
  firstSeconds: Seconds;
  stepSeconds: Seconds;
  count: number;
}

/**
 * Which values of a series lie in some stretches of time: those whose middle does, as ranges from the first index up to
 * but not including the second. Stretches without a value have no range.
 */
export function rangesIn(
  spans: readonly TimeSpan[],
  { firstSeconds, stepSeconds, count }: TimeGrid,
): [number, number][] {
  const indexAt = (seconds: Seconds): number => {
    return Math.min(count, Math.max(0, Math.ceil((seconds - firstSeconds) / stepSeconds)));
  };
  return spans
    .map(([start, end]): [number, number] => [indexAt(start), indexAt(end)])
    .filter(([from, to]) => to > from);
}
