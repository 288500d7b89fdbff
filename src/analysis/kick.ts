import { median } from '../dsp/statistics.ts';
import type { Hertz, Milliseconds, Normal, Seconds } from '../dsp/units.ts';
import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { beatSecondsOf, isGridded } from './beat-grid.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { tailPitch } from './kick/tail-pitch.ts';
import { scopesOf } from './scopes.ts';
import { kicksPerBeat } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The kick drum and how the bass makes room for it, from beats that have a kick.
 *
 * Pitch and length are read where the kick is most alone: from the quarter of its beats with the least low end in their
 * last third (an intro, or wherever the bass rests).
 *
 * - `lowEnd.kickFundamental`: median pitch 60–180 ms after the attack, when the sweep has settled
 * - `lowEnd.kickDecay`: time in which the 30–120 Hz level of the median hit falls by 20 dB, at its mean slope between
 *   −3 and −15 dB
 * - `lowEnd.overlap`: of the time that the shorter of the two sounds (within 12 dB of its peak), the share in which
 *   both do; the bass is what the median beat of the drops has beyond the lone kick. Needs beats where the kick is
 *   alone by at least 12 dB.
 *
 * Without a grid or with fewer than eight kicks all three are missing.
 */
export function measureKick(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Measurement {
  if (!isGridded(grid)) return unmeasured(ALL_IDS, 'The track has no steady beat.');
  const beatSeconds = beatSecondsOf(grid);
  const count = Math.floor((frames.durationSeconds - grid.firstDownbeatSeconds) / beatSeconds);
  const kicks = kicksPerBeat(frames, grid.firstDownbeatSeconds, beatSeconds, count);
  const hits = Array.from({ length: count }, (_, n) => grid.firstDownbeatSeconds + n * beatSeconds)
    .filter((second, n) => kicks[n] === 1 && second >= 0)
    .map((second) => foldHit(frames, second, beatSeconds));
  if (hits.length < LEAST_HITS) return unmeasured(ALL_IDS, 'Fewer than eight beats have a kick.');
  const alone = [...hits].sort((a, b) => a.rest - b.rest).slice(0, Math.max(LEAST_HITS, Math.floor(hits.length / 4)));
  const lone = medianCurve(alone);

  const measurement: Measurement = { features: [], missing: [] };
  const add = (id: string, value: number | undefined, why: string): void => {
    if (value === undefined) measurement.missing.push({ id, why });
    else measurement.features.push({ id, scope: 'whole', value });
  };
  add('lowEnd.kickFundamental', fundamentalOf(frames, alone), 'The kick never settles on a pitch.');
  add(
    'lowEnd.kickDecay',
    decayOf(lone, frames.envelopes.blockSeconds),
    'The kick does not die away before the next beat.',
  );
  const drop = scopesOf(frames.durationSeconds, sections).find(({ scope }) => scope === 'drop');
  const inDrop = hits.filter(({ second }) => drop?.spans.some(([start, end]) => second >= start && second < end));
  add(
    'lowEnd.overlap',
    overlapOf(lone, inDrop),
    'Kick and bass cannot be told apart: the kick is never alone, or there is no bass in the drop.',
  );
  return measurement;
}

const ALL_IDS = ['lowEnd.kickFundamental', 'lowEnd.kickDecay', 'lowEnd.overlap'] as const;
/** Two bars of four on the floor. */
const LEAST_HITS = 8;
/** More hits than this add nothing to a median. */
const MOST_PITCHED_HITS = 48;
const PITCH_FROM_SECONDS: Seconds = 0.06;
const PITCH_UNTIL_SECONDS: Seconds = 0.18;
/** The last part of a beat, in which a kick has died away. */
const REST_FROM = 0.65;
const REST_UNTIL = 0.95;
/** Within 12 dB of its own peak a sound counts as sounding. */
const SOUNDING = 10 ** (-12 / 10);
/** Below 3 dB under the peak the slope is steady; below 15 dB other sounds may carry the level. */
const SLOPE_FROM = 10 ** (-3 / 10);
const SLOPE_UNTIL = 10 ** (-15 / 10);
const DECAY_DB = 20;
/** Longer is not a kick drum but a sustained bass. */
const LONGEST_DECAY_MS: Milliseconds = 1500;

interface Hit {
  second: Seconds;
  /** 30–120 Hz power block by block over the beat. */
  powers: Float64Array;
  /** Mean power in the last third over the peak. */
  rest: number;
}

function foldHit(frames: TrackFrames, second: Seconds, beatSeconds: Seconds): Hit {
  const { low, blockSeconds } = frames.envelopes;
  const blocks = Math.floor(beatSeconds / blockSeconds);
  const first = Math.round(second / blockSeconds);
  const powers = Float64Array.from({ length: blocks }, (_, i) => {
    // Two blocks are half a period of 50 Hz or more: the mean square no longer ripples.
    return ((low[first + i] ?? 0) + (low[first + i + 1] ?? 0)) / 2;
  });
  const peak = Math.max(...powers);
  const tail = powers.subarray(Math.floor(REST_FROM * blocks), Math.floor(REST_UNTIL * blocks));
  const rest = tail.reduce((sum, power) => sum + power, 0) / tail.length;
  return { second, powers, rest: peak > 0 ? rest / peak : Infinity };
}

function medianCurve(hits: readonly Hit[]): Float64Array {
  return Float64Array.from(hits[0].powers, (_, i) => median(hits.map(({ powers }) => powers[i])));
}

function fundamentalOf(frames: TrackFrames, hits: readonly Hit[]): Hertz | undefined {
  const { samples, sampleRateHz } = frames.lowWaveform;
  const pitches = hits
    .slice(0, MOST_PITCHED_HITS)
    .map(({ second }) => tailPitch(samples, sampleRateHz, second + PITCH_FROM_SECONDS, second + PITCH_UNTIL_SECONDS))
    .filter((pitch) => pitch !== undefined);
  return pitches.length * 2 < Math.min(hits.length, MOST_PITCHED_HITS) ? undefined : median(pitches);
}

function decayOf(lone: Float64Array, blockSeconds: Seconds): Milliseconds | undefined {
  const top = lone.indexOf(Math.max(...lone));
  const from = lone.findIndex((power, i) => i > top && power < SLOPE_FROM * lone[top]);
  const until = lone.findIndex((power, i) => i > top && power < SLOPE_UNTIL * lone[top]);
  if (from < 0 || until <= from) return undefined;
  const fallDb = 10 * Math.log10(lone[from] / lone[until]);
  const decayMs = (1000 * DECAY_DB * (until - from) * blockSeconds) / fallDb;
  return decayMs <= LONGEST_DECAY_MS ? decayMs : undefined;
}

function overlapOf(lone: Float64Array, inDrop: readonly Hit[]): Normal | undefined {
  const kickPeak = Math.max(...lone);
  const blocks = lone.length;
  const loneRest = lone.subarray(Math.floor(REST_FROM * blocks), Math.floor(REST_UNTIL * blocks));
  if (inDrop.length < LEAST_HITS || median(loneRest) > SOUNDING * kickPeak) return undefined;
  const together = medianCurve(inDrop);
  // The lone kick is scaled to the drop's attack, before the bass: a limiter takes it down there.
  const top = lone.indexOf(kickPeak);
  const scale = Math.min(1, together[top] / kickPeak);
  const bass = together.map((power, i) => Math.max(0, power - scale * lone[i]));
  const bassPeak = Math.max(...bass);
  if (bassPeak < SOUNDING * together[top]) return undefined;
  let [kickBlocks, bassBlocks, both] = [0, 0, 0];
  for (let i = 0; i < blocks; i++) {
    const kickSounds = lone[i] > SOUNDING * kickPeak;
    // A difference smaller than the kick itself may be the kick.
    const bassSounds = bass[i] > SOUNDING * bassPeak && bass[i] > 0.5 * scale * lone[i];
    kickBlocks += kickSounds ? 1 : 0;
    bassBlocks += bassSounds ? 1 : 0;
    both += kickSounds && bassSounds ? 1 : 0;
  }
  return both / Math.min(kickBlocks, bassBlocks);
}
