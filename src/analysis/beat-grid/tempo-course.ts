import type { BeatsPerMinute, Normal, Seconds } from '../../dsp/units.ts';
import type { WeightedOnsets } from './rigid-fit.ts';
import { TempoScale } from './tempo-scale.ts';

/** How the tempo moves through a track that is not on one grid. */
interface TempoCourse {
  /** What the tempo is from each moment on; a ramp is a row of steps. */
  changes: { seconds: Seconds; tempoBpm: BeatsPerMinute }[];
  /** Share of the windows with onsets in which the onsets keep the course's tempo. */
  kept: Normal;
  /** Share of these in which they keep it much better than that of the rigid grid. */
  unlike: Normal;
}

/** Long enough for sixteen beats at 120, short enough that a ramp of a tenth a minute stays on the beat. */
const WINDOW_SECONDS: Seconds = 8;
const HOP_SECONDS: Seconds = 4;
/** Fewer onsets in a window tell no tempo. */
const MIN_ONSETS = 12;
/** What a step of the scale (0.5 %) between neighbouring windows costs, and a jump to anywhere. */
const STEP_COST = 0.01;
const JUMP_COST = 0.25;
/** Tempos this near are one tempo. */
const SAME_TEMPO = 0.006;
/** The tempo within a window is looked up around the course's by this much. */
const FINE_REACH = 0.0075;
const FINE_STEPS = 15;
/** Coherence with sixteenths above which a window keeps its tempo; random onsets, a score a window, stay below 0.3. */
const KEPT_COHERENCE = 0.45;
/** A window that agrees with the rigid grid less than this times as well as with its own tempo has another one. */
const UNLIKE = 0.6;
/** Beats, eighths and sixteenths: 1, 2 and 4 times the tempo. */
const HARMONICS = 3;

/**
 * Follows the tempo through windows of eight seconds: of all courses over the scale of tempos, the one whose tempos the
 * intervals between onsets support best, where every change has its price; each window's tempo is then refined by
 * coherence. Changes are placed to within four seconds. No onsets: an empty course.
 */
export function followTempo(
  bands: readonly WeightedOnsets[],
  rigidBpm: BeatsPerMinute,
  durationSeconds: Seconds,
): TempoCourse {
  const windows: OnsetWindow[] = [];
  for (let start = 0; start + WINDOW_SECONDS / 2 <= durationSeconds; start += HOP_SECONDS) {
    const window = windowAt(bands, start);
    if (window.onsets >= MIN_ONSETS) windows.push(window);
  }
  if (windows.length === 0) return { changes: [], kept: 0, unlike: 0 };
  const scale = new TempoScale();
  const scores = windows.map(({ bands: within }) => scale.supports(within));
  const path = bestPath(scores, scale.tempos.length);
  const fine = windows.map((window, i) => refined(window, scale.tempos[path[i]]));
  const kept = fine.filter(({ coherence }) => coherence >= KEPT_COHERENCE);
  const rigid: TempoSteps = { firstBpm: rigidBpm, stepBpm: 0, steps: 1 };
  const unlike = windows.filter(({ bands: within }, i) => {
    return fine[i].coherence >= KEPT_COHERENCE && agreementsOf(within, rigid)[0].agreement < UNLIKE * fine[i].agreement;
  });
  return {
    changes: stepsOf(kept),
    kept: kept.length / windows.length,
    unlike: kept.length > 0 ? unlike.length / kept.length : 0,
  };
}

interface OnsetWindow {
  middleSeconds: Seconds;
  onsets: number;
  bands: WeightedOnsets[];
}

function windowAt(bands: readonly WeightedOnsets[], start: Seconds): OnsetWindow {
  let onsets = 0;
  const within = bands.map(({ onsets: band, weight }) => {
    let from = lowerBound(band.seconds, start);
    const until = lowerBound(band.seconds, start + WINDOW_SECONDS);
    from = Math.min(from, until);
    onsets += until - from;
    return {
      weight,
      onsets: { ...band, seconds: band.seconds.subarray(from, until), weights: band.weights.subarray(from, until) },
    };
  });
  return { middleSeconds: start + WINDOW_SECONDS / 2, onsets, bands: within };
}

function lowerBound(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Viterbi: the row of states with the greatest sum of scores less the price of every change. */
function bestPath(scores: readonly Float64Array[], states: number): Int32Array {
  let value = Float64Array.from(scores[0]);
  const from = scores.map(() => new Int32Array(states));
  for (let i = 1; i < scores.length; i++) {
    const next = new Float64Array(states);
    let top = 0;
    for (let s = 1; s < states; s++) if (value[s] > value[top]) top = s;
    for (let s = 0; s < states; s++) {
      let best = value[top] - JUMP_COST;
      let origin = top;
      for (let d = -REACH; d <= REACH; d++) {
        const before = s + d;
        if (before < 0 || before >= states) continue;
        const candidate = value[before] - STEP_COST * Math.abs(d);
        if (candidate > best) {
          best = candidate;
          origin = before;
        }
      }
      next[s] = best + scores[i][s];
      from[i][s] = origin;
    }
    value = next;
  }
  const path = new Int32Array(scores.length);
  let state = 0;
  for (let s = 1; s < states; s++) if (value[s] > value[state]) state = s;
  for (let i = scores.length - 1; i >= 0; i--) {
    path[i] = state;
    state = from[i][state];
  }
  return path;
}

/** Steps of the scale that a ramp may take from window to window. */
const REACH = 5;

interface WindowTempo {
  seconds: Seconds;
  tempoBpm: BeatsPerMinute;
  /** Of the band and harmonic that shows most. */
  coherence: Normal;
  /** Squared coherence of all bands and harmonics. */
  agreement: number;
}

/** The tempo near a rough one that the beats, eighths and sixteenths of a window agree with most. */
function refined({ bands, middleSeconds }: OnsetWindow, roughBpm: BeatsPerMinute): WindowTempo {
  const stepBpm = (2 * FINE_REACH * roughBpm) / FINE_STEPS;
  const trials = agreementsOf(bands, { firstBpm: roughBpm * (1 - FINE_REACH), stepBpm, steps: FINE_STEPS + 1 });
  const best = trials.reduce((most, trial) => (trial.agreement > most.agreement ? trial : most));
  return { seconds: middleSeconds, ...best };
}

/** Tempos at even steps. */
interface TempoSteps {
  firstBpm: BeatsPerMinute;
  stepBpm: BeatsPerMinute;
  steps: number;
}

/**
 * How well the onsets of each band agree with each tempo: coherence is |Σ w e^{2πi·f·t}| / Σ w for beats, eighths and
 * sixteenths, freed of what as many random onsets would show.
 *
 * An onset's phasor turns by the same angle from each tempo to the next, and at twice the frequency by twice the angle,
 * so that sine and cosine are called twice an onset and not for every tempo and harmonic.
 */
function agreementsOf(
  bands: readonly WeightedOnsets[],
  { firstBpm, stepBpm, steps }: TempoSteps,
): Omit<WindowTempo, 'seconds'>[] {
  const trials = Array.from({ length: steps }, (_, step) => {
    return { tempoBpm: firstBpm + step * stepBpm, coherence: 0, agreement: 0 };
  });
  for (const {
    onsets: { seconds, weights },
    weight,
  } of bands) {
    const sums = new Float64Array(steps * 2 * HARMONICS);
    let total = 0;
    for (let j = 0; j < seconds.length; j++) {
      addPhasors(
        sums,
        weights[j],
        (2 * Math.PI * firstBpm * seconds[j]) / 60,
        (2 * Math.PI * stepBpm * seconds[j]) / 60,
      );
      total += weights[j];
    }
    if (!(total > 0)) continue;
    trials.forEach((trial, step) => {
      for (let at = 2 * HARMONICS * step; at < 2 * HARMONICS * (step + 1); at += 2) {
        const squared = (sums[at] * sums[at] + sums[at + 1] * sums[at + 1]) / (total * total);
        const excess = Math.max(0, squared - 1 / seconds.length);
        trial.agreement += weight * excess;
        trial.coherence = Math.max(trial.coherence, Math.sqrt(excess));
      }
    });
  }
  return trials;
}

/** Adds an onset's phasors at a beat's angle, twice and four times that, for each of a row of angles. */
function addPhasors(sums: Float64Array, weight: number, firstAngle: number, stepAngle: number): void {
  const [stepCos, stepSin] = [Math.cos(stepAngle), Math.sin(stepAngle)];
  let cos = Math.cos(firstAngle);
  let sin = Math.sin(firstAngle);
  for (let at = 0; at < sums.length; at += 2 * HARMONICS) {
    const cos2 = cos * cos - sin * sin;
    const sin2 = 2 * cos * sin;
    sums[at] += weight * cos;
    sums[at + 1] += weight * sin;
    sums[at + 2] += weight * cos2;
    sums[at + 3] += weight * sin2;
    sums[at + 4] += weight * (cos2 * cos2 - sin2 * sin2);
    sums[at + 5] += weight * 2 * cos2 * sin2;
    const next = cos * stepCos - sin * stepSin;
    sin = sin * stepCos + cos * stepSin;
    cos = next;
  }
}

/** Joins windows of one tempo. What a single window shows between two others is the blur of a change. */
function stepsOf(windows: readonly WindowTempo[]): TempoCourse['changes'] {
  const runs: WindowTempo[][] = [];
  for (const window of windows) {
    const run = runs.at(-1);
    if (run !== undefined && isSame(window.tempoBpm, meanTempo(run))) run.push(window);
    else runs.push([window]);
  }
  const steps: TempoCourse['changes'] = [];
  for (const run of runs.filter(({ length }) => length > 1)) {
    const tempoBpm = meanTempo(run);
    const before = steps.at(-1);
    if (before !== undefined && isSame(before.tempoBpm, tempoBpm)) continue;
    steps.push({ seconds: before === undefined ? 0 : run[0].seconds - HOP_SECONDS / 2, tempoBpm });
  }
  return steps;
}

function meanTempo(run: readonly WindowTempo[]): BeatsPerMinute {
  return run.reduce((sum, { tempoBpm }) => sum + tempoBpm, 0) / run.length;
}

function isSame(one: BeatsPerMinute, other: BeatsPerMinute): boolean {
  return Math.abs(one / other - 1) <= SAME_TEMPO;
}
