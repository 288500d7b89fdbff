import type { BeatsPerMinute, Seconds } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';
import { loudPower, type Onsets } from './onsets.ts';

/** The beat's place in time: a beat falls at `phaseSeconds` + n · `beatSeconds`. */
export interface Pulse {
  beatSeconds: Seconds;
  phaseSeconds: Seconds;
  /** Onsets that were taken for kicks. */
  kicks: number;
}

/** Onsets this far from the pulse, in beats, belong to something else. */
const CATCH_BEATS = 0.08;
/** Tempo is corrected from kicks only when there are enough of them to average their jitter. */
const MIN_KICKS = 16;
/** The correction may not leave the peak that the tempo search found. */
const MAX_CORRECTION_BEATS_PER_TRACK = 0.12;
/** A whole-number tempo this near is taken if the kicks then stay within the slip over the whole track. */
const WHOLE_TEMPO_REACH_BPM = 0.03;
const WHOLE_TEMPO_SLIP_SECONDS = 0.012;
/** Resolution of the fold on one beat. */
const FOLD_BINS = 96;
/** The attack lies before the low band's rise, whose filter is late: the search window around that rise. */
const ATTACK_FROM_SECONDS = -0.035;
const ATTACK_TO_SECONDS = 0.02;
const ATTACK_STEP_SECONDS = 0.001;
/** Levels 20 dB below the loud ones count as rest: only what jumps above them is an attack. */
const ATTACK_FLOOR = 0.01;

/**
 * Places the beat on the kicks, and corrects the tempo by a straight line through them.
 *
 * Off-beat bass has onsets in the low band too. A kick is told by its attack: the whole signal's power jumps with it,
 * and it is in the track where nothing else low is (intro, outro). Without low onsets, the onsets of the other bands
 * place the beat.
 */
export function placePulse(
  frames: TrackFrames,
  onsets: { low: Onsets; body: Onsets; high: Onsets },
  tempoBpm: BeatsPerMinute,
): Pulse {
  const beatSeconds = 60 / tempoBpm;
  const source = onsets.low.seconds.length >= MIN_KICKS ? onsets.low : merged(onsets);
  const salience = attackSalience(frames, source);
  const phase = foldedPeak(source.seconds, salience, beatSeconds);
  const line = lineThroughKicks(source, attackSeconds(frames, source), salience, beatSeconds, phase);
  return { ...refineAttack(frames, source, line), kicks: line.kicks };
}

function merged(onsets: { low: Onsets; body: Onsets; high: Onsets }): Onsets {
  const all = [onsets.low, onsets.body, onsets.high].flatMap(({ seconds, weights }) =>
    Array.from(seconds, (second, i) => ({ second, weight: weights[i] })),
  );
  all.sort((a, b) => a.second - b.second);
  return {
    ...onsets.body,
    seconds: Float64Array.from(all, ({ second }) => second),
    weights: Float64Array.from(all, ({ weight }) => weight),
  };
}

/** Weight of an onset as a kick: its rise in its band times the square root of the jump of the whole signal's power. */
function attackSalience(frames: TrackFrames, onsets: Onsets): Float64Array {
  const { full, blockSeconds } = frames.envelopes;
  const loud = loudPower(full);
  return onsets.weights.map((weight, j) => {
    const at = Math.round(onsets.seconds[j] / blockSeconds);
    let jump = 0;
    for (let i = at - 5; i <= at + 2; i++) {
      const before = (full[i - 1] ?? 0) + (full[i - 2] ?? 0);
      const after = (full[i] ?? 0) + (full[i + 1] ?? 0);
      jump = Math.max(jump, after - before);
    }
    return loud > 0 ? weight * Math.sqrt(Math.min(1, jump / loud)) : 0;
  });
}

function foldedPeak(seconds: Float64Array, weights: Float64Array, beatSeconds: Seconds): Seconds {
  const fold = new Float64Array(FOLD_BINS);
  for (let j = 0; j < seconds.length; j++) {
    const phase = seconds[j] / beatSeconds;
    fold[Math.floor((phase - Math.floor(phase)) * FOLD_BINS) % FOLD_BINS] += weights[j];
  }
  const reach = Math.round((CATCH_BEATS / 2) * FOLD_BINS);
  let best = 0;
  let bestSum = -1;
  for (let bin = 0; bin < FOLD_BINS; bin++) {
    let sum = 0;
    for (let d = -reach; d <= reach; d++) {
      sum += fold[(bin + d + FOLD_BINS) % FOLD_BINS] * (1 - Math.abs(d) / (reach + 1));
    }
    if (sum > bestSum) [best, bestSum] = [bin, sum];
  }
  return ((best + 0.5) / FOLD_BINS) * beatSeconds;
}

/**
 * When the whole signal's level jumps most around each onset. A bass beside the kick moves the low band's rise by many
 * milliseconds, so that a drop after an intro would look like a change of tempo; the attack stays.
 */
function attackSeconds(frames: TrackFrames, onsets: Onsets): Float64Array {
  const { full, blockSeconds } = frames.envelopes;
  const floor = loudPower(full) * ATTACK_FLOOR;
  const riseAt = (i: number): number => Math.log1p((full[i] ?? 0) / floor) - Math.log1p((full[i - 1] ?? 0) / floor);
  return onsets.seconds.map((second) => {
    const from = Math.max(1, Math.round((second + ATTACK_FROM_SECONDS) / blockSeconds));
    const until = Math.min(full.length - 1, Math.round((second + ATTACK_TO_SECONDS) / blockSeconds));
    let best = from;
    for (let i = from + 1; i <= until; i++) if (riseAt(i) > riseAt(best)) best = i;
    // Where within its block the attack lies shows in how much of the rise is left for the next one.
    const [now, next] = [riseAt(best), Math.max(0, riseAt(best + 1))];
    return (best + (now + next > 0 ? next / (now + next) : 0.5)) * blockSeconds;
  });
}

/**
 * Least squares of attack time on beat number, over the onsets within reach of the pulse; twice, as the first line
 * moves the reach.
 */
function lineThroughKicks(
  onsets: Onsets,
  attacks: Float64Array,
  salience: Float64Array,
  beatSeconds: Seconds,
  phaseSeconds: Seconds,
): Pulse {
  let pulse: Pulse = { beatSeconds, phaseSeconds, kicks: 0 };
  for (let round = 0; round < 2; round++) {
    let [w, n, t, nn, nt, kicks, lastBeat, firstBeat] = [0, 0, 0, 0, 0, 0, -Infinity, Infinity];
    for (let j = 0; j < onsets.seconds.length; j++) {
      const second = onsets.seconds[j];
      const beat = Math.round((second - pulse.phaseSeconds) / pulse.beatSeconds);
      const line = pulse.phaseSeconds + beat * pulse.beatSeconds;
      if (Math.abs(second - line) > CATCH_BEATS * pulse.beatSeconds) continue;
      const off = attacks[j] - line;
      const weight = salience[j];
      [w, n, t, nn, nt] = [
        w + weight,
        n + weight * beat,
        t + weight * off,
        nn + weight * beat * beat,
        nt + weight * beat * off,
      ];
      [kicks, lastBeat, firstBeat] = [kicks + 1, Math.max(lastBeat, beat), Math.min(firstBeat, beat)];
    }
    if (!(w > 0)) return pulse;
    const variance = nn / w - (n / w) ** 2;
    const slope = variance > 0 ? (nt / w - (n / w) * (t / w)) / variance : 0;
    const slip = slope * (lastBeat - firstBeat);
    const usable = kicks >= MIN_KICKS && Math.abs(slip) <= MAX_CORRECTION_BEATS_PER_TRACK * beatSeconds;
    const corrected = preferWhole(pulse.beatSeconds + (usable ? slope : 0), lastBeat - firstBeat);
    const correction = corrected - pulse.beatSeconds;
    pulse = {
      beatSeconds: corrected,
      phaseSeconds: pulse.phaseSeconds + t / w - correction * (n / w),
      kicks,
    };
  }
  return pulse;
}

/** The beat of a whole-number tempo, if that is within reach and no kick of the track tells the difference. */
function preferWhole(beatSeconds: Seconds, beats: number): Seconds {
  const whole = Math.round(60 / beatSeconds);
  const slip = Math.abs(60 / whole - beatSeconds) * beats;
  const near = Math.abs(60 / beatSeconds - whole) <= WHOLE_TEMPO_REACH_BPM && slip <= WHOLE_TEMPO_SLIP_SECONDS;
  return near ? 60 / whole : beatSeconds;
}

/**
 * Moves the phase to where the whole signal's level jumps, on average over the kicks: filters of a band are late, the
 * attack is not.
 */
function refineAttack(frames: TrackFrames, onsets: Onsets, pulse: Pulse): Omit<Pulse, 'kicks'> {
  const { full, blockSeconds } = frames.envelopes;
  const floor = loudPower(full) * ATTACK_FLOOR;
  const { beatSeconds, phaseSeconds } = pulse;
  if (!(floor > 0)) return { beatSeconds, phaseSeconds };
  const steps = Math.round((ATTACK_TO_SECONDS - ATTACK_FROM_SECONDS) / ATTACK_STEP_SECONDS) + 1;
  const curve = new Float64Array(steps);
  for (const second of onsets.seconds) {
    const beat = Math.round((second - phaseSeconds) / beatSeconds);
    const line = phaseSeconds + beat * beatSeconds;
    if (Math.abs(second - line) > CATCH_BEATS * beatSeconds) continue;
    for (let s = 0; s < steps; s++) {
      // The rise between blocks i − 1 and i belongs to the middle of block i; in between it is interpolated.
      const at = (line + ATTACK_FROM_SECONDS + s * ATTACK_STEP_SECONDS) / blockSeconds - 0.5;
      const i = Math.floor(at);
      if (i < 1 || i + 1 >= full.length) continue;
      const before = Math.log1p(full[i - 1] / floor);
      const middle = Math.log1p(full[i] / floor);
      const after = Math.log1p(full[i + 1] / floor);
      const share = at - i;
      curve[s] += Math.max(0, middle - before) * (1 - share) + Math.max(0, after - middle) * share;
    }
  }
  let best = 0;
  for (let s = 1; s < steps; s++) if (curve[s] > curve[best]) best = s;
  if (!(curve[best] > 0)) return { beatSeconds, phaseSeconds };
  return { beatSeconds, phaseSeconds: phaseSeconds + ATTACK_FROM_SECONDS + best * ATTACK_STEP_SECONDS };
}
