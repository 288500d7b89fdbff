import { powerToDb } from '../dsp/decibels.ts';
import { mean, median } from '../dsp/statistics.ts';
import type { Cents, Decibels, Hertz, Milliseconds, Normal, Seconds } from '../dsp/units.ts';
import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { beatSecondsOf, isGridded } from './beat-grid.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { HitWave } from './kick/aligned-hits.ts';
import { bassBesideKick, bassLevel, type KickAndBass } from './kick/bass-beside-kick.ts';
import { settledPitch } from './kick/settled-pitch.ts';
import { sharedBand } from './kick/shared-band.ts';
import { scopesOf } from './scopes.ts';
import { kicksPerBeat } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The kick drum and how the bass makes room for it, from beats that have a kick.
 *
 * Pitch and length are read where the kick is most alone: from the quarter of its beats with the least low end in their
 * last third (an intro, or wherever the bass rests).
 *
 * - `lowEnd.kickFundamental`: the pitch that the sweep settles on (`settledPitch`)
 * - `lowEnd.kickTuning`: cents of that pitch from the nearest note of equal temperament at A = 440 Hz, −50 … 50
 * - `lowEnd.kickDecay`: time from the attack until the 30–120 Hz level of the median hit is 20 dB below its peak
 * - `lowEnd.overlap`: of the time that the shorter of the two sounds (within 12 dB of its peak), the share in which
 *   both do for more than 15 ms on end; the bass is what the beats of the drops have beyond the wave of the lone kick
 *   (`bassBesideKick`). Needs beats where the kick is alone by at least 12 dB. Where its hits are not alike, powers
 *   have to do: both sound for more than 30 ms then, and moments in which the kick would hide the bass are left out.
 * - `lowEnd.sharedBand`: how much of their spectra below 180 Hz kick and bass have in common (`sharedBand`), in the
 *   drops or, without any, on all beats with a kick
 *
 * Without a grid or with fewer than eight kicks all are missing.
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
  const hertz = settledPitch(
    frames.lowWaveform,
    alone.map(({ second }) => second),
    (median(alone.map(({ rest }) => rest)) <= SOUNDING ? READ_BEATS : SIXTEENTH_BEATS) * beatSeconds,
  );
  add('lowEnd.kickFundamental', hertz, NO_PITCH);
  add('lowEnd.kickTuning', hertz === undefined ? undefined : centsOffNote(hertz), NO_PITCH);
  add(
    'lowEnd.kickDecay',
    decayOf(lone, frames.envelopes.blockSeconds),
    'The kick does not die away before the next beat.',
  );
  const drop = scopesOf(frames.durationSeconds, sections).find(({ scope }) => scope === 'drop');
  const inDrop = hits.filter(({ second }) => drop?.spans.some(([start, end]) => second >= start && second < end));
  add(
    'lowEnd.overlap',
    overlapOf(frames, lone, alone, inDrop, beatSeconds),
    'Kick and bass cannot be told apart: the kick is never alone, or there is no bass in the drop.',
  );
  const dropBeats = (inDrop.length >= LEAST_HITS ? inDrop : hits).map(({ second }) => second);
  add('lowEnd.sharedBand', sharedBand(frames.lowWaveform, dropBeats, beatSeconds), 'No bass plays with the kick.');
  return measurement;
}

const ALL_IDS = [
  'lowEnd.kickFundamental',
  'lowEnd.kickTuning',
  'lowEnd.kickDecay',
  'lowEnd.overlap',
  'lowEnd.sharedBand',
] as const;
const NO_PITCH = 'The kick never settles on a pitch.';
/** Two bars of four on the floor. */
const LEAST_HITS = 8;
/** How long a kick is read where the beat is its own, and where a bass may come in on the next sixteenth. */
const READ_BEATS = 0.6;
const SIXTEENTH_BEATS = 0.25;
/** The last part of a beat, in which a kick has died away. */
const REST_FROM = 0.65;
const REST_UNTIL = 0.95;
/** Within 12 dB of its own peak a sound counts as sounding. */
const SOUNDING = 10 ** (-12 / 10);
const DECAY_DB: Decibels = 20;
const DECAYED = 10 ** (-DECAY_DB / 10);
/** The filters of the low band let the fall of a 50 Hz tone through this much later. */
const LOW_DELAY_SECONDS: Seconds = 0.007;
/** A rise of 3 dB above the lowest level so far is another sound. */
const NEXT_SOUND = 2;
/** A fall that is interrupted sooner has no slope to draw on. */
const LEAST_FALL_DB: Decibels = 8;
/** Longer is not a kick drum but a sustained bass. */
const LONGEST_DECAY_MS: Milliseconds = 1500;

/** From the nearest of the notes 440 · 2^(n/12) Hz. */
function centsOffNote(hertz: Hertz): Cents {
  const cents = 1200 * Math.log2(hertz / 440);
  return cents - 100 * Math.round(cents / 100);
}

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
  const powers = new Float64Array(blocks);
  let peak = 0;
  // Two blocks are half a period of 50 Hz or more: the mean square no longer ripples.
  let here = low[first] ?? 0;
  for (let i = 0, at = first; i < blocks && at < low.length; i++, at++) {
    const next = low[at + 1] ?? 0;
    const power = (here + next) / 2;
    powers[i] = power;
    if (power > peak) peak = power;
    here = next;
  }
  const tail = powers.subarray(Math.floor(REST_FROM * blocks), Math.floor(REST_UNTIL * blocks));
  const rest = tail.reduce((sum, power) => sum + power, 0) / tail.length;
  return { second, powers, rest: peak > 0 ? rest / peak : Infinity };
}

function medianCurve(hits: readonly Hit[]): Float64Array {
  return Float64Array.from(hits[0].powers, (_, i) => median(hits.map(({ powers }) => powers[i])));
}

function meanCurve(hits: readonly Hit[]): Float64Array {
  return Float64Array.from(hits[0].powers, (_, i) => mean(hits.map(({ powers }) => powers[i])));
}

/**
 * Time from the attack until the level has fallen by 20 dB. Where the next sound comes first, the last slope of the
 * fall is drawn on, if it went far enough to have one.
 */
function decayOf(lone: Float64Array, blockSeconds: Seconds): Milliseconds | undefined {
  const peak = Math.max(...lone);
  const top = lone.indexOf(peak);
  let lowest = top;
  for (let i = top; i < lone.length && lone[i] < NEXT_SOUND * lone[lowest]; i++) {
    if (lone[i] < lone[lowest]) lowest = i;
    if (lone[i] <= DECAYED * peak) {
      const fraction = Math.log(lone[i - 1] / (DECAYED * peak)) / Math.log(lone[i - 1] / lone[i]);
      return 1000 * ((i - 1 + fraction) * blockSeconds - LOW_DELAY_SECONDS);
    }
  }
  const fallDb = powerToDb(peak / lone[lowest]);
  const half = lone.findIndex((power, i) => i > top && powerToDb(peak / power) >= fallDb / 2);
  if (fallDb < LEAST_FALL_DB || half >= lowest) return undefined;
  const slope = powerToDb(lone[half] / lone[lowest]) / (lowest - half);
  const decayMs = 1000 * ((lowest + (DECAY_DB - fallDb) / slope) * blockSeconds - LOW_DELAY_SECONDS);
  return decayMs <= LONGEST_DECAY_MS ? decayMs : undefined;
}

/** @param lone median course of the hits that are `alone` */
function overlapOf(
  { lowWaveform, envelopes: { blockSeconds } }: TrackFrames,
  lone: Float64Array,
  alone: readonly Hit[],
  inDrop: readonly Hit[],
  beatSeconds: Seconds,
): Normal | undefined {
  const loneRest = lone.subarray(Math.floor(REST_FROM * lone.length), Math.floor(REST_UNTIL * lone.length));
  if (inDrop.length < LEAST_HITS || median(loneRest) > SOUNDING * Math.max(...lone)) return undefined;
  const secondsOf = (hits: readonly Hit[]): Seconds[] => hits.map(({ second }) => second).sort((a, b) => a - b);
  const apart = bassBesideKick(new HitWave(lowWaveform), secondsOf(alone), secondsOf(inDrop), beatSeconds);
  return apart === undefined ? overlapOfPowers(lone, inDrop, blockSeconds) : overlapOfWaves(apart);
}

/** By the waves of kick and bass. */
function overlapOfWaves({ rateHz, kick, bass, doubt }: KickAndBass): Normal | undefined {
  const [kickPeak, bassPeak] = [Math.max(...kick), bassLevel(bass)];
  if (bassPeak < FAINTEST_BASS * kickPeak) return undefined;
  const kickSounds = Array.from(kick, (power) => power > SOUNDING * kickPeak);
  const bassSounds = Array.from(bass, (power, i) => power > SOUNDING * bassPeak && power > SURELY * doubt[i]);
  const shorter = Math.min(...[kickSounds, bassSounds].map((sounds) => sounds.filter(Boolean).length));
  const meeting = kickSounds.map((sounds, i) => sounds && bassSounds[i]);
  const lasting = lastingBlocks(meeting, SMEAR_SECONDS * rateHz, LEAST_MEETING_SECONDS * rateHz);
  return shorter > 0 ? Math.min(1, lasting / shorter) : undefined;
}

/**
 * By powers alone, where the hits of the kick are not alike: moments in which the kick would hide the bass are left
 * out.
 */
function overlapOfPowers(lone: Float64Array, inDrop: readonly Hit[], blockSeconds: Seconds): Normal | undefined {
  const kickPeak = Math.max(...lone);
  const blocks = lone.length;
  // The mean: waves of kick and bass that meet add up to the sum of their powers on average only.
  const together = meanCurve(inDrop);
  // The lone kick is scaled to the drop's attack, before the bass: a limiter takes it down there.
  const top = lone.indexOf(kickPeak);
  const scale = Math.min(1, together[top] / kickPeak);
  const bass = together.map((power, i) => Math.max(0, power - scale * lone[i]));
  const bassPeak = Math.max(...bass);
  if (bassPeak < SOUNDING * together[top]) return undefined;
  const typicalBass = median(bass.filter((power) => power > SOUNDING * bassPeak));
  let kickBlocks = 0;
  let bassBlocks = 0;
  const meeting: boolean[] = [];
  for (let i = 0; i < blocks; i++) {
    // A difference smaller than half the kick may be the kick: where it hides a bass, nothing can be said.
    const hiding = KICK_DOUBT * scale * lone[i];
    if (typicalBass <= hiding && bass[i] <= hiding) continue;
    const kickSounds = lone[i] > SOUNDING * kickPeak;
    const bassSounds = bass[i] > SOUNDING * bassPeak && bass[i] > hiding;
    kickBlocks += kickSounds ? 1 : 0;
    bassBlocks += bassSounds ? 1 : 0;
    meeting.push(kickSounds && bassSounds);
  }
  const shorter = Math.min(kickBlocks, bassBlocks);
  return shorter > 0 ? Math.min(1, lastingBlocks(meeting, SMEAR_SECONDS / blockSeconds) / shorter) : undefined;
}

/**
 * How many blocks two sounds meet for, without stretches no longer than `least`; interruptions as short as `smear`, by
 * waves that cancel, are none.
 */
function lastingBlocks(meeting: readonly boolean[], smear: number, least: number = smear): number {
  let lasting = 0;
  let start = -1;
  let end = -1;
  const close = (): void => {
    if (start >= 0 && end - start > least) lasting += end - start;
  };
  meeting.forEach((meets, i) => {
    if (!meets) return;
    if (start < 0 || i - end > smear) {
      close();
      start = i;
    }
    end = i + 1;
  });
  close();
  return lasting;
}

/**
 * What meets for less need not meet at all: the filters of the low band let the end of one sound and the beginning of
 * the next reach into each other. Chosen on drawn songs whose off-beat basses never meet the kick.
 */
const SMEAR_SECONDS: Seconds = 0.03;
/** The same of waves, which no filter of the low band has drawn out. */
const LEAST_MEETING_SECONDS: Seconds = 0.015;
/** A bass 18 dB below the kick is none that could be in its way. */
const FAINTEST_BASS = 10 ** (-18 / 10);
/** What is told apart by twice the amplitude in which single hits differ is there. */
const SURELY = 4;
/** How far single kicks differ from the median one in power. */
const KICK_DOUBT = 0.5;
