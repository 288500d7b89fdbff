import { foldedCurve } from '../../dsp/folded-curve.ts';
import type { BeatsPerMinute, Power, Seconds } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';
import { findOnsets, loudPower, riseOf } from './onsets.ts';

/** The beat's place in time: a beat falls at `phaseSeconds` + n · `beatSeconds`. */
export interface Pulse {
  beatSeconds: Seconds;
  phaseSeconds: Seconds;
  /** How far the beat's attack stands above the strongest one elsewhere in the beat, 0–1. */
  margin: number;
}

/** Resolution of the fold on one beat; at 138 BPM a bin is a block of the envelopes. */
const FOLD_BINS = 96;
/** The low band's rise comes this much later than the attack: filter delay and the swell of the first period. */
const LOW_LATE_SECONDS: Seconds = 0.05;
/** The attack of the whole sound is the kick's; its click and its thump are heard beside other things. */
const BODY_WEIGHT = 0.5;
const LOW_WEIGHT = 0.5;
/**
 * A bounce begins where its first beat does, to `BEGINNING_SECONDS`; of excerpts that are cut anywhere one in ten does.
 * It settles what is nearly a draw: a rolling bass whose last sixteenth jumps as far as a kick that is too quiet.
 */
const BEGINNING_SHARE = 0.2;
const BEGINNING_SECONDS: Seconds = 0.02;
/** Attacks nearer than this to the beat are the beat's own, when margins are told. */
const OWN_BEATS = 0.12;
/** An attack of the whole sound this far from the line is the beat's. */
const CATCH_SECONDS: Seconds = 0.03;
/** The whole level doubles (3 dB) within 5 ms: less is no attack to fit a line to. */
const MIN_ATTACK = 0.69;
/** Tempo is corrected from attacks only when there are enough of them to average their jitter. */
const MIN_ATTACKS = 16;
/** The correction may not leave the peak that the tempo search found. */
const MOST_SLIP_BEATS = 0.12;
/** A whole-number tempo this near is taken if the attacks then stay within the slip over the whole track. */
const WHOLE_TEMPO_REACH_BPM = 0.03;
const WHOLE_TEMPO_SLIP_SECONDS: Seconds = 0.012;
/** The curve that the phase is read off at last, in steps of a millisecond. */
const FINE_STEP_SECONDS: Seconds = 0.001;
/** Levels 20 dB below the loud ones count as rest: only what jumps above them is an attack. */
const ATTACK_FLOOR = 0.01;

/**
 * Places the beat on the kicks, and corrects the tempo by a straight line through their attacks.
 *
 * Off-beat bass and hats have onsets too. The kick is told by its attack: folded on one beat, the whole sound's level
 * jumps most there, the body's with it, and the low band's within the next 50 ms.
 */
export function placePulse(frames: TrackFrames, tempoBpm: BeatsPerMinute): Pulse {
  const beatSeconds = 60 / tempoBpm;
  const { phaseSeconds, margin } = foldedPeak(frames, beatSeconds);
  const floor = loudPower(frames.envelopes.full) * ATTACK_FLOOR;
  if (!(floor > 0)) return { beatSeconds, phaseSeconds, margin: 0 };
  const level = levelOf(frames.envelopes.full, floor);
  const line = lineThroughAttacks(level, frames.envelopes.blockSeconds, { beatSeconds, phaseSeconds });
  return { ...refined(level, frames.envelopes.blockSeconds, line), margin };
}

/** ln(1 + power/floor): a loop, since `map` calls a function for every block. */
function levelOf(powers: Float32Array, floor: Power): Float32Array {
  const level = new Float32Array(powers.length);
  for (let i = 0; i < powers.length; i++) level[i] = Math.log1p(powers[i] / floor);
  return level;
}

function foldedPeak(frames: TrackFrames, beatSeconds: Seconds): { phaseSeconds: Seconds; margin: number } {
  const { full, blockSeconds } = frames.envelopes;
  const onsets = findOnsets(frames);
  const all = folded(riseOf(full, 1), blockSeconds, beatSeconds);
  const body = folded(onsets.body.rise, blockSeconds, beatSeconds);
  const low = folded(onsets.low.rise, blockSeconds, beatSeconds);
  const late = Math.round((LOW_LATE_SECONDS / beatSeconds) * FOLD_BINS);
  const claim = all.map((value, bin) => {
    let swell = 0;
    for (let d = 0; d <= late; d++) swell = Math.max(swell, low[(bin + d) % FOLD_BINS]);
    const isAtBeginning = isNear(bin, frames.levels.leadingSilenceSeconds, beatSeconds);
    return (1 + (isAtBeginning ? BEGINNING_SHARE : 0)) * (value + BODY_WEIGHT * body[bin] + LOW_WEIGHT * swell);
  });
  let best = 0;
  for (let bin = 1; bin < FOLD_BINS; bin++) if (claim[bin] > claim[best]) best = bin;
  let second = 0;
  for (let bin = 0; bin < FOLD_BINS; bin++) {
    const apart = Math.abs(bin - best) / FOLD_BINS;
    if (Math.min(apart, 1 - apart) > OWN_BEATS) second = Math.max(second, claim[bin]);
  }
  const margin = claim[best] > 0 ? (claim[best] - second) / claim[best] : 0;
  return { phaseSeconds: ((best + 0.5) / FOLD_BINS) * beatSeconds, margin };
}

/** Whether a bin of the fold holds a moment, or lies `BEGINNING_SECONDS` from it at most. */
function isNear(bin: number, seconds: Seconds, beatSeconds: Seconds): boolean {
  const beats = (bin + 0.5) / FOLD_BINS - seconds / beatSeconds;
  return Math.abs(beats - Math.round(beats)) * beatSeconds <= BEGINNING_SECONDS;
}

/** Sums a curve over all beats, by place in the beat, smoothed over three bins (an attack falls between blocks). */
function folded(curve: Float32Array, blockSeconds: Seconds, beatSeconds: Seconds): Float64Array {
  const fold = foldedCurve(curve, (blockSeconds / beatSeconds) * FOLD_BINS, FOLD_BINS);
  return fold.map((value, i) => {
    return 0.5 * value + 0.25 * (fold[(i + 1) % FOLD_BINS] + fold[(i + FOLD_BINS - 1) % FOLD_BINS]);
  });
}

type Line = Omit<Pulse, 'margin'>;

/** Least squares of attack time on beat number; twice, as the first line moves what is within reach of it. */
function lineThroughAttacks(level: Float32Array, blockSeconds: Seconds, pulse: Line): Line {
  let line = pulse;
  for (let round = 0; round < 2; round++) {
    let w = 0;
    let n = 0;
    let t = 0;
    let nn = 0;
    let nt = 0;
    let attacks = 0;
    let lastBeat = -Infinity;
    let firstBeat = Infinity;
    for (let beat = 0; ; beat++) {
      const due = line.phaseSeconds + beat * line.beatSeconds;
      if (due + CATCH_SECONDS > level.length * blockSeconds) break;
      const { seconds, rise } = attackNear(level, blockSeconds, due);
      if (rise < MIN_ATTACK) continue;
      const off = seconds - due;
      w += rise;
      n += rise * beat;
      t += rise * off;
      nn += rise * beat * beat;
      nt += rise * beat * off;
      attacks += 1;
      lastBeat = beat;
      firstBeat = Math.min(firstBeat, beat);
    }
    if (!(w > 0)) return line;
    const variance = nn / w - (n / w) ** 2;
    const slope = variance > 0 ? (nt / w - (n / w) * (t / w)) / variance : 0;
    const beats = lastBeat - firstBeat;
    const usable = attacks >= MIN_ATTACKS && Math.abs(slope * beats) <= MOST_SLIP_BEATS * line.beatSeconds;
    const beatSeconds = preferWhole(line.beatSeconds + (usable ? slope : 0), beats);
    const correction = beatSeconds - line.beatSeconds;
    line = { beatSeconds, phaseSeconds: line.phaseSeconds + t / w - correction * (n / w) };
  }
  return line;
}

/** When the whole sound's level jumps most around a moment, to a fraction of a block, and by how much. */
function attackNear(level: Float32Array, blockSeconds: Seconds, due: Seconds): { seconds: Seconds; rise: number } {
  const from = Math.max(1, Math.round((due - CATCH_SECONDS) / blockSeconds));
  const until = Math.min(level.length - 2, Math.round((due + CATCH_SECONDS) / blockSeconds));
  let best = from;
  for (let i = from + 1; i <= until; i++) {
    if (level[i] - level[i - 1] > level[best] - level[best - 1]) best = i;
  }
  if (best + 1 >= level.length) return { seconds: due, rise: 0 };
  // Where within its block the attack lies shows in how much of the rise is left for the next one.
  const [now, next] = [level[best] - level[best - 1], Math.max(0, level[best + 1] - level[best])];
  const share = now + next > 0 ? next / (now + next) : 0.5;
  return { seconds: (best + share) * blockSeconds, rise: now + next };
}

/** The beat of a whole-number tempo, if that is within reach and no attack of the track tells the difference. */
function preferWhole(beatSeconds: Seconds, beats: number): Seconds {
  const whole = Math.round(60 / beatSeconds);
  const slip = Math.abs(60 / whole - beatSeconds) * beats;
  const near = Math.abs(60 / beatSeconds - whole) <= WHOLE_TEMPO_REACH_BPM && slip <= WHOLE_TEMPO_SLIP_SECONDS;
  return near ? 60 / whole : beatSeconds;
}

/** Moves the phase to where the whole sound's level jumps, on average over all beats. */
function refined(level: Float32Array, blockSeconds: Seconds, { beatSeconds, phaseSeconds }: Line): Line {
  const steps = Math.round((2 * CATCH_SECONDS) / FINE_STEP_SECONDS) + 1;
  const curve = new Float64Array(steps);
  const rises = new Float64Array(level.length);
  for (let i = 1; i < level.length; i++) if (level[i] > level[i - 1]) rises[i] = level[i] - level[i - 1];
  for (let due = phaseSeconds; due + CATCH_SECONDS < level.length * blockSeconds; due += beatSeconds) {
    for (let s = 0; s < steps; s++) {
      // The rise between blocks i − 1 and i belongs to the middle of block i; in between it is interpolated.
      const at = (due - CATCH_SECONDS + s * FINE_STEP_SECONDS) / blockSeconds - 0.5;
      const i = Math.floor(at);
      if (i < 1 || i + 1 >= level.length) continue;
      const share = at - i;
      curve[s] += rises[i] * (1 - share) + rises[i + 1] * share;
    }
  }
  let best = 0;
  for (let s = 1; s < steps; s++) if (curve[s] > curve[best]) best = s;
  if (!(curve[best] > 0)) return { beatSeconds, phaseSeconds };
  return { beatSeconds, phaseSeconds: phaseSeconds - CATCH_SECONDS + best * FINE_STEP_SECONDS };
}
