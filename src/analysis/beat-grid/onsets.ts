import { levelRises } from '../../dsp/level-rises.ts';
import type { Power, Seconds } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';

/** Onsets of one band: the rise of its level, and the moments where that rise peaks. */
export interface Onsets {
  /** Rise of log power at the middle of each block, ≥ 0; 0.7 is a doubling within the band's rise time. */
  rise: Float32Array;
  blockSeconds: Seconds;
  /** Peaks of `rise`, ascending, to a fraction of a block. */
  seconds: Float64Array;
  /** Height of each peak, capped so that one crash does not outweigh a hundred hats. */
  weights: Float64Array;
}

/** Onsets of the three bands of a track. */
export interface BandOnsets {
  low: Onsets;
  body: Onsets;
  high: Onsets;
}

/** Levels this far below the loudest twentieth of the track are treated as silence: noise floors have no onsets. */
const FLOOR_BELOW_LOUD = 1e-4;
/** Two onsets of one band are at least a 32nd note at 200 BPM apart. */
const MIN_DISTANCE_SECONDS = 0.0375;
/** A rise of less than 1.5 dB (ln 1.41) is ripple, not an onset. */
const MIN_RISE = 0.35;
/** Rises beyond 13 dB (ln 20) count as 13 dB. */
const MAX_RISE = 3;

/**
 * Onsets of the low (30–120 Hz), body (200–5000 Hz) and high (6–12 kHz) envelopes.
 *
 * rise[i] = max(0, ln(1 + p[i + r]/p₀) − ln(1 + p[i − r]/p₀)) with p smoothed over `2r` blocks; the low band takes r =
 * 2 (20 ms), because the mean square of 5 ms of a 50 Hz tone ripples at 100 Hz. Silence gives no onsets.
 */
export function findOnsets(frames: TrackFrames): BandOnsets {
  const known = FOUND.get(frames);
  if (known !== undefined) return known;
  const { low, body, high, blockSeconds } = frames.envelopes;
  const found = {
    low: onsetsOf(low, blockSeconds, 2),
    body: onsetsOf(body, blockSeconds, 1),
    high: onsetsOf(high, blockSeconds, 1),
  };
  FOUND.set(frames, found);
  return found;
}

/**
 * Grid, sections, rhythm, pumping and kick read the same onsets of a track: they are found once and forgotten with it.
 */
const FOUND = new WeakMap<TrackFrames, BandOnsets>();

/** Onsets of any band in the order of time, those of different bands within 45 ms counted once, at the first. */
export function joinedOnsets({ low, body, high }: BandOnsets): Seconds[] {
  const all = Float64Array.from([...low.seconds, ...body.seconds, ...high.seconds]).sort();
  const joined: Seconds[] = [];
  let last = -Infinity;
  for (const second of all) {
    if (second - last <= ONE_EVENT_SECONDS) continue;
    joined.push(second);
    last = second;
  }
  return joined;
}

/** A hit sounds in several bands, and the low band's onsets come up to 40 ms after the attack. */
const ONE_EVENT_SECONDS: Seconds = 0.045;

/** Onsets of one envelope of mean squares; `reach` is half the rise time in blocks. */
export function onsetsOf(envelope: Float32Array, blockSeconds: Seconds, reach: number): Onsets {
  const rise = riseOf(envelope, reach);
  const distance = Math.round(MIN_DISTANCE_SECONDS / blockSeconds);
  const places = levelRises().highest(rise, MIN_RISE, distance);
  const seconds = new Float64Array(places.length);
  const weights = new Float64Array(places.length);
  for (let n = 0; n < places.length; n++) {
    const i = places[n];
    const [before, peak, after] = [rise[i - 1], rise[i], rise[i + 1]];
    const curvature = before - 2 * peak + after;
    const shift = curvature < 0 ? (0.5 * (before - after)) / curvature : 0;
    seconds[n] = (i + 0.5 + shift) * blockSeconds;
    weights[n] = Math.min(peak, MAX_RISE);
  }
  return { rise, blockSeconds, seconds, weights };
}

/** The power that 5 % of the blocks exceed; 0 for an empty envelope. Sampled, so it costs the same for any length. */
export function loudPower(envelope: Float32Array): Power {
  const step = Math.max(1, Math.floor(envelope.length / 4000));
  const sample = Float32Array.from({ length: Math.ceil(envelope.length / step) }, (_, i) => envelope[i * step]).sort();
  return sample.length === 0 ? 0 : sample[Math.floor(sample.length * 0.95)];
}

/** Rise of an envelope's level at each block, as in `Onsets`; `reach` is half the rise time in blocks. */
export function riseOf(envelope: Float32Array, reach: number): Float32Array {
  const loud = loudPower(envelope);
  return loud > 0 ? levelRises().of(envelope, reach, loud * FLOOR_BELOW_LOUD) : new Float32Array(envelope.length);
}
