import type { BeatGrid, Scope, Section } from '../store/analysis-document.ts';
import type { Normal, Seconds } from '../dsp/units.ts';
import { beatSecondsOf, isGridded } from './beat-grid.ts';
import { findOnsets, joinedOnsets, type Onsets } from './beat-grid/onsets.ts';
import { steadinessOf } from './beat-grid/rigid-fit.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { scopesOf, type TimeSpan } from './scopes.ts';
import { kicksPerBeat } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * What the drums and notes do on the grid. Tempo and stability are of the whole track; the others of the drops, or of
 * the whole track where there is no drop:
 *
 * - `rhythm.stability`: coherence of all onsets with the grid, over the whole track against within ten seconds
 * - `rhythm.fourOnFloor`: share of the beats that a kick falls on
 * - `rhythm.offbeatHat`: of the jumps of power at 6–12 kHz on the sixteenths, the share half-way between the beats
 * - `rhythm.swing`: place of the second sixteenths: 0 half-way, 1 at two thirds of the eighth (a triplet); by onsets of
 *   body and highs
 * - `energy.onsets`: onsets a beat, of any band, those within 45 ms counted once; per kind of section and in the whole
 *
 * Without a steady grid all but `rhythm.stability` are missing; without any tempo that too.
 */
export function measureRhythm(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Measurement {
  if (!(grid.tempoBpm > 0)) return unmeasured(ALL_IDS, 'The track has no beat.');
  const onsets = findOnsets(frames);
  const bands = [onsets.low, onsets.body, onsets.high].map((band) => ({ onsets: band, weight: 1 }));
  const stability = feature('rhythm.stability', steadinessOf(bands, grid.tempoBpm).steadiness);
  if (!isGridded(grid)) {
    const { missing: rest } = unmeasured(
      ALL_IDS.filter((id) => id !== 'rhythm.stability'),
      'The track has no steady beat.',
    );
    return { features: [stability], missing: rest };
  }
  const beatSeconds = beatSecondsOf(grid);
  const scopes = scopesOf(frames.durationSeconds, sections);
  const { spans } = scopes.find(({ scope }) => scope === 'drop') ?? scopes[0];
  const beats = beatsWithin(spans, grid.firstDownbeatSeconds, beatSeconds, frames.durationSeconds);
  const measurement: Measurement = {
    features: [feature('rhythm.tempo', grid.tempoBpm), stability],
    missing: [],
  };
  const add = (id: string, value: number | undefined, why: string): void => {
    if (value === undefined) measurement.missing.push({ id, why });
    else measurement.features.push(feature(id, value));
  };
  add('rhythm.fourOnFloor', fourOnFloor(frames, grid, beats), 'There is not a whole beat.');
  add('rhythm.offbeatHat', offbeatHat(frames, beats, beatSeconds), 'Nothing starts at 6–12 kHz.');
  add('rhythm.swing', swing([onsets.body, onsets.high], beats, beatSeconds), 'No sixteenths play between the eighths.');
  const starts = joinedOnsets(onsets);
  for (const { scope, spans: scoped } of scopes) {
    const seconds = scoped.reduce((sum, [start, end]) => sum + end - start, 0);
    if (seconds < beatSeconds) continue;
    const count = scoped.reduce((sum, span) => sum + countWithin(starts, span), 0);
    measurement.features.push(feature('energy.onsets', (count * beatSeconds) / seconds, scope));
  }
  return measurement;
}

/** How many of some moments lie in a span, its end not counted. */
function countWithin(moments: readonly Seconds[], [start, end]: TimeSpan): number {
  let count = 0;
  for (let i = 0; i < moments.length; i++) if (moments[i] >= start && moments[i] < end) count += 1;
  return count;
}

const ALL_IDS = [
  'rhythm.tempo',
  'rhythm.stability',
  'rhythm.fourOnFloor',
  'rhythm.offbeatHat',
  'rhythm.swing',
  'energy.onsets',
] as const;

/** How long a hat's attack is averaged, and what stood before it. */
const AFTER_SECONDS = 0.03;
const BEFORE_SECONDS = 0.02;
/** A triplet's last note comes at two thirds of the eighth, a straight sixteenth at one half. */
const STRAIGHT = 1 / 2;
const TRIPLET = 2 / 3;
/** Where second sixteenths are looked for, in eighths: an earlier or later onset is another note. */
const SECOND_SIXTEENTH: readonly [number, number] = [0.42, 0.78];
/** Fewer second sixteenths than this share of all onsets do not make a rhythm of sixteenths. */
const LEAST_SIXTEENTHS = 0.1;
const SWING_BINS = 72;
const SWING_REACH = 2;

function feature(id: string, value: number, scope: Scope = 'whole'): Measurement['features'][number] {
  return { id, scope, value };
}

/** Times of the beats that lie wholly within the spans. */
function beatsWithin(
  spans: readonly (readonly [Seconds, Seconds])[],
  firstSeconds: Seconds,
  beatSeconds: Seconds,
  durationSeconds: Seconds,
): Seconds[] {
  const beats: Seconds[] = [];
  for (let n = 0; firstSeconds + (n + 1) * beatSeconds <= durationSeconds; n++) {
    const start = firstSeconds + n * beatSeconds;
    // A section begins on a beat; half a beat of slack keeps rounding from losing it.
    if (
      start >= 0 &&
      spans.some(([from, until]) => start >= from - beatSeconds / 2 && start < until - beatSeconds / 2)
    ) {
      beats.push(start);
    }
  }
  return beats;
}

function fourOnFloor(frames: TrackFrames, grid: BeatGrid, beats: readonly Seconds[]): Normal | undefined {
  if (beats.length === 0) return undefined;
  const beatSeconds = beatSecondsOf(grid);
  const all = Math.floor((frames.durationSeconds - grid.firstDownbeatSeconds) / beatSeconds);
  const kicks = kicksPerBeat(frames, grid.firstDownbeatSeconds, beatSeconds, all);
  const hits = beats.filter((second) => kicks[Math.round((second - grid.firstDownbeatSeconds) / beatSeconds)] === 1);
  return hits.length / beats.length;
}

function offbeatHat(frames: TrackFrames, beats: readonly Seconds[], beatSeconds: Seconds): Normal | undefined {
  const { high, blockSeconds } = frames.envelopes;
  const after = Math.round(AFTER_SECONDS / blockSeconds);
  const before = Math.round(BEFORE_SECONDS / blockSeconds);
  const jumps = [0, 0, 0, 0];
  for (const beat of beats) {
    for (let step = 0; step < 4; step++) {
      const at = Math.round((beat + (step * beatSeconds) / 4) / blockSeconds);
      jumps[step] += Math.max(0, meanOf(high, at, at + after) - meanOf(high, at - before - 1, at - 1));
    }
  }
  const total = jumps[0] + jumps[1] + jumps[2] + jumps[3];
  return total > 0 ? jumps[2] / total : undefined;
}

/** By the highest place of a histogram of onsets over the eighth, smoothed, and the parabola's mean around it. */
function swing(bands: readonly Onsets[], beats: readonly Seconds[], beatSeconds: Seconds): Normal | undefined {
  const histogram = new Float64Array(SWING_BINS);
  let all = 0;
  if (beats.length === 0) return undefined;
  const eighth = beatSeconds / 2;
  const [first, last] = [beats[0], beats[beats.length - 1] + beatSeconds];
  for (const { seconds, weights } of bands) {
    for (let j = 0; j < seconds.length; j++) {
      if (seconds[j] < first - eighth / 4 || seconds[j] > last) continue;
      const place = (seconds[j] - first) / eighth;
      histogram[Math.floor((place - Math.floor(place)) * SWING_BINS) % SWING_BINS] += weights[j];
      all += weights[j];
    }
  }
  const from = Math.ceil(SECOND_SIXTEENTH[0] * SWING_BINS);
  const until = Math.floor(SECOND_SIXTEENTH[1] * SWING_BINS);
  let best = from;
  let most = -1;
  for (let bin = from; bin <= until; bin++) {
    const sum = sumOf(histogram, bin - SWING_REACH, bin + SWING_REACH + 1);
    if (sum > most) {
      best = bin;
      most = sum;
    }
  }
  if (!(all > 0) || most < LEAST_SIXTEENTHS * all) return undefined;
  let place = 0;
  for (let bin = best - SWING_REACH; bin <= best + SWING_REACH; bin++)
    place += (histogram[bin] * (bin + 0.5)) / SWING_BINS / most;
  return Math.min(1, Math.max(0, (place - STRAIGHT) / (TRIPLET - STRAIGHT)));
}

function sumOf(values: ArrayLike<number>, from: number, until: number): number {
  let sum = 0;
  for (let i = Math.max(0, from); i < Math.min(values.length, until); i++) sum += values[i];
  return sum;
}

function meanOf(values: ArrayLike<number>, from: number, until: number): number {
  const [first, last] = [Math.max(0, from), Math.min(values.length, until)];
  return last > first ? sumOf(values, first, last) / (last - first) : 0;
}
