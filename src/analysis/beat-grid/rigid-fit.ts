import type { BeatsPerMinute, Normal, Seconds } from '../../dsp/units.ts';
import type { Onsets } from './onsets.ts';

export interface WeightedOnsets {
  onsets: Onsets;
  weight: number;
}

/** A tempo that all onsets of a track were fitted to, and how well they agree with it. */
export interface RigidFit {
  tempoBpm: BeatsPerMinute;
  /** Mean squared coherence of the onsets with the grid over the whole track: 1 = every onset on a 16th of it. */
  score: Normal;
  /** Coherence over the whole track against the mean of ten-second windows: 1 = one rigid grid, 0 = the grid moves. */
  steadiness: Normal;
  /** Coherence within ten-second windows beyond what randomly placed onsets would show. */
  pulse: Normal;
}

/** The pulse of beats, eighths and sixteenths. */
const HARMONICS: readonly number[] = [1, 2, 4];
/** A rough tempo is searched around by 2 %. */
const SEARCH = 0.02;
const FINE_STEP_BPM = 0.01;
/**
 * At one step the beats of the track's two ends may slip by at most this, half a sixteenth, or a peak could fall
 * between steps.
 */
const COARSE_SLIP_BEATS = 0.12;
/** Half the range of the fine search. */
const FINE_REACH_BPM = 0.12;
/** Nobody sets 138.02 on purpose when 138 fits equally well. */
const INTEGER_REACH_BPM = 0.03;
const TIE = 0.99;
const WINDOW_SECONDS = 10;
/** Fewer onsets than this in a window say nothing. */
const MIN_WINDOW_ONSETS = 4;

/**
 * Refines a rough tempo over the whole track: the maximum of Σ_bands Σ_{h = 1, 2, 4} |Σⱼ wⱼ e^{−2πi·h·f·tⱼ}|² / (Σⱼ
 * wⱼ)² within ±2 %, first coarsely, then at 0.01 BPM with a parabola; a whole number within 0.03 BPM wins a tie.
 */
export function fitRigidTempo(bands: readonly WeightedOnsets[], roughBpm: BeatsPerMinute): RigidFit {
  const span = Math.max(...bands.map(({ onsets }) => (onsets.seconds.at(-1) ?? 0) - (onsets.seconds[0] ?? 0)), 1);
  const step = Math.min(0.25, Math.max(FINE_STEP_BPM, (60 * COARSE_SLIP_BEATS) / span));
  const coarse = mostCoherent(bands, roughBpm * (1 - SEARCH), roughBpm * (1 + SEARCH), step);
  const reach = Math.max(FINE_REACH_BPM, step);
  const fine = mostCoherent(bands, coarse - reach, coarse + reach, FINE_STEP_BPM);
  let tempoBpm = fine;
  let [score] = coherences(bands, fine, 0, 1);
  const whole = Math.round(fine);
  if (Math.abs(whole - fine) <= INTEGER_REACH_BPM) {
    const [wholeScore] = coherences(bands, whole, 0, 1);
    if (wholeScore >= TIE * score) [tempoBpm, score] = [whole, wholeScore];
  }
  return { tempoBpm, score, ...steadinessOf(bands, tempoBpm) };
}

/** The tempo between two that the onsets agree with most, by steps and the parabola through the highest three. */
function mostCoherent(
  bands: readonly WeightedOnsets[],
  lowBpm: BeatsPerMinute,
  highBpm: BeatsPerMinute,
  stepBpm: BeatsPerMinute,
): BeatsPerMinute {
  const steps = Math.max(2, Math.round((highBpm - lowBpm) / stepBpm));
  const scores = coherences(bands, lowBpm, stepBpm, steps + 1);
  let best = 0;
  for (let i = 1; i <= steps; i++) if (scores[i] > scores[best]) best = i;
  if (best === 0 || best === steps) return lowBpm + best * stepBpm;
  const [before, peak, after] = [scores[best - 1], scores[best], scores[best + 1]];
  const curvature = before - 2 * peak + after;
  return lowBpm + (best + (curvature < 0 ? (0.5 * (before - after)) / curvature : 0)) * stepBpm;
}

/** Coherence of the onsets with `count` tempos, `stepBpm` apart. */
function coherences(
  bands: readonly WeightedOnsets[],
  firstBpm: BeatsPerMinute,
  stepBpm: BeatsPerMinute,
  count: number,
): Float64Array {
  const scores = new Float64Array(count);
  let weights = 0;
  for (const { onsets, weight } of bands) {
    const { length } = onsets.seconds;
    if (length === 0) continue;
    let total = 0;
    for (let j = 0; j < length; j++) total += onsets.weights[j];
    const phasors = new TempoPhasors(onsets.seconds, firstBpm, stepBpm);
    for (let i = 0; i < count; i++) {
      scores[i] += (weight * phasors.power(onsets.weights)) / (total * total) / HARMONICS.length;
      phasors.turn();
    }
    weights += weight;
  }
  return weights === 0 ? scores : scores.map((score) => score / weights);
}

/**
 * e^{2πi·f·t} of every onset for a tempo f that goes up in steps. A step turns each phasor by an angle of its own,
 * which is one complex product where a sine and a cosine would cost ten times as much; over the few hundred steps of a
 * search the error stays below 1e-12.
 */
class TempoPhasors {
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #stepCos: Float64Array;
  readonly #stepSin: Float64Array;

  constructor(seconds: Float64Array, firstBpm: BeatsPerMinute, stepBpm: BeatsPerMinute) {
    const [first, step] = [firstBpm, stepBpm].map((bpm) => (2 * Math.PI * bpm) / 60);
    this.#cos = seconds.map((second) => Math.cos(first * second));
    this.#sin = seconds.map((second) => Math.sin(first * second));
    this.#stepCos = seconds.map((second) => Math.cos(step * second));
    this.#stepSin = seconds.map((second) => Math.sin(step * second));
  }

  /** Σ_{h = 1, 2, 4} |Σⱼ wⱼ e^{2πi·h·f·tⱼ}|² at the present tempo; harmonics 2 and 4 by doubling the angle. */
  power(weights: Float64Array): number {
    const [cos, sin] = [this.#cos, this.#sin];
    let re1 = 0;
    let im1 = 0;
    let re2 = 0;
    let im2 = 0;
    let re4 = 0;
    let im4 = 0;
    for (let j = 0; j < cos.length; j++) {
      const weight = weights[j];
      const cos1 = cos[j];
      const sin1 = sin[j];
      const cos2 = 2 * cos1 * cos1 - 1;
      const sin2 = 2 * cos1 * sin1;
      re1 += weight * cos1;
      im1 += weight * sin1;
      re2 += weight * cos2;
      im2 += weight * sin2;
      re4 += weight * (2 * cos2 * cos2 - 1);
      im4 += weight * 2 * cos2 * sin2;
    }
    return re1 * re1 + im1 * im1 + re2 * re2 + im2 * im2 + re4 * re4 + im4 * im4;
  }

  /** Goes on to the next tempo. */
  turn(): void {
    const [cos, sin, stepCos, stepSin] = [this.#cos, this.#sin, this.#stepCos, this.#stepSin];
    for (let j = 0; j < cos.length; j++) {
      const re = cos[j];
      const im = sin[j];
      cos[j] = re * stepCos[j] - im * stepSin[j];
      sin[j] = re * stepSin[j] + im * stepCos[j];
    }
  }
}

/**
 * Weighted by how coherent each band and harmonic is locally: what has no pulse cannot say whether the pulse is steady.
 */
export function steadinessOf(
  bands: readonly WeightedOnsets[],
  tempoBpm: BeatsPerMinute,
): { steadiness: Normal; pulse: Normal } {
  let steady = 0;
  let salience = 0;
  let pulse = 0;
  for (const { onsets, weight } of bands) {
    for (const harmonic of HARMONICS) {
      const { local, global } = windowedCoherence(onsets, (harmonic * tempoBpm) / 60);
      const evidence = weight * local * local;
      salience += evidence;
      steady += local > 0 ? evidence * Math.min(1, global / local) : 0;
      pulse = Math.max(pulse, local);
    }
  }
  return { steadiness: salience > 0 ? steady / salience : 0, pulse };
}

/**
 * Mean over windows of |Σ w e^{…}| / Σ w, freed of its expectation for n random onsets (1/√n), and the same over the
 * whole track.
 */
function windowedCoherence(onsets: Onsets, frequencyHz: number): { local: Normal; global: Normal } {
  const { seconds, weights } = onsets;
  let local = 0;
  let total = 0;
  let sumRe = 0;
  let sumIm = 0;
  for (let start = 0; start < seconds.length;) {
    const until: Seconds = seconds[start] + WINDOW_SECONDS;
    let re = 0;
    let im = 0;
    let weight = 0;
    let j = start;
    for (; j < seconds.length && seconds[j] < until; j++) {
      const angle = 2 * Math.PI * frequencyHz * seconds[j];
      re += weights[j] * Math.cos(angle);
      im += weights[j] * Math.sin(angle);
      weight += weights[j];
    }
    if (j - start >= MIN_WINDOW_ONSETS) {
      const excess = (re * re + im * im) / (weight * weight) - 1 / (j - start);
      local += weight * Math.sqrt(Math.max(0, excess));
      total += weight;
      sumRe += re;
      sumIm += im;
    }
    start = j;
  }
  return total > 0 ? { local: local / total, global: Math.hypot(sumRe, sumIm) / total } : { local: 0, global: 0 };
}
