import type { Decibels, Milliseconds, Normal, Power, Seconds } from '../../dsp/units.ts';
import { median } from '../../dsp/statistics.ts';

/** A level curve over one beat, `FOLD_BINS` values in dB around 0, and the beats it came from. */
export interface BeatFold {
  /** Median over the beats. */
  curve: Float64Array;
  /** One row a beat. */
  beats: readonly Float64Array[];
  /** Median over the beats of their mean level in dB: low where single hits stand in silence, however loud they are. */
  levelDb: Decibels;
}

export interface Recovery {
  /** From the deepest point of the fitted curve to its end. */
  depthDb: Decibels;
  /** Time constant of the recovery. */
  releaseMs: Milliseconds;
  /** Share of the curve's variance that the recovery explains. */
  explained: Normal;
}

/** 11 ms each at 138 BPM: two of the 5 ms blocks that the level is measured in. */
export const FOLD_BINS = 40;
/** Levels this far below the loud parts are silence between notes, not a dip. */
const FLOOR_DB = 40;
/** The kick's own attack reaches into the body for about 40 ms: this share of a beat is not read. */
const SKIPPED = 0.1;
/** Nor the end of the beat, where a grid a few milliseconds late meets the next kick. */
const READ_UNTIL = 0.95;
/**
 * Time constants tried, in beats, 0.13 (57 ms at 138 BPM) to 0.77: shorter ones would be fitted to the kick's own tail,
 * longer ones are a ramp.
 */
const RELEASES_BEATS: readonly number[] = Array.from({ length: 17 }, (_, i) => 0.13 * 1.118 ** i);

/**
 * Cuts an envelope into beats, each as dB around its own mean, so that chords and fills of different loudness count
 * alike, and takes the median over the beats. Beats of silence are left out.
 *
 * @param loud power that counts as loud; 40 dB below it the level is held
 */
export function foldBeats(
  envelope: Float32Array,
  blockSeconds: Seconds,
  beatStarts: readonly Seconds[],
  beatSeconds: Seconds,
  loud: Power,
): BeatFold {
  const floor = loud * 10 ** (-FLOOR_DB / 10);
  const beats: Float64Array[] = [];
  const levels: Decibels[] = [];
  for (const start of beatStarts) {
    const row = new Float64Array(FOLD_BINS);
    let mean = 0;
    let heard = false;
    for (let bin = 0; bin < FOLD_BINS; bin++) {
      const from = Math.max(0, Math.round((start + (bin / FOLD_BINS) * beatSeconds) / blockSeconds));
      const until = Math.max(from + 1, Math.round((start + ((bin + 1) / FOLD_BINS) * beatSeconds) / blockSeconds));
      let power = 0;
      for (let i = from; i < until; i++) power += (envelope[i] ?? 0) / (until - from);
      heard ||= power > floor;
      row[bin] = 10 * Math.log10(Math.max(power, floor));
      mean += row[bin] / FOLD_BINS;
    }
    if (!heard) continue;
    levels.push(mean);
    beats.push(row.map((level) => level - mean));
  }
  const curve = new Float64Array(FOLD_BINS);
  if (beats.length > 0) for (let bin = 0; bin < FOLD_BINS; bin++) curve[bin] = median(beats.map((row) => row[bin]));
  return { curve, beats, levelDb: levels.length > 0 ? median(levels) : -Infinity };
}

/**
 * Fits c − D·exp(−φ/τ) to the curve by least squares over a grid of τ. A dip that only lasts half a beat and ends at
 * once, as of an off-beat bass or a gate, is a step: where a step explains the curve better than any recovery, nothing
 * is explained.
 */
export function fitRecovery(curve: Float64Array, beatSeconds: Seconds): Recovery {
  const first = Math.ceil(SKIPPED * FOLD_BINS);
  const levels = curve.subarray(first, Math.floor(READ_UNTIL * FOLD_BINS));
  const phases = Float64Array.from(levels, (_, i) => (first + i + 0.5) / FOLD_BINS);
  const total = residualOf(levels, phases, () => 0).residual;
  let [best, tau, drop] = [Infinity, 0, 0];
  for (const release of RELEASES_BEATS) {
    const { residual, slope } = residualOf(levels, phases, (phase) => -Math.exp(-phase / release));
    if (slope > 0 && residual < best) [best, tau, drop] = [residual, release, slope];
  }
  let step = Infinity;
  for (const edge of STEP_EDGES)
    step = Math.min(step, residualOf(levels, phases, (phase) => (phase < edge || phase > STEP_END ? -1 : 0)).residual);
  if (!(best < total)) return { depthDb: 0, releaseMs: 0, explained: 0 };
  return {
    depthDb: drop * (1 - Math.exp(-1 / tau)),
    releaseMs: 1000 * tau * beatSeconds,
    explained: step <= best ? 0 : 1 - best / total,
  };
}

/** Where gates and off-beat notes begin, and where they have ended at the latest. */
const STEP_EDGES: readonly number[] = [0.4, 0.45, 0.5, 0.55, 0.6];
const STEP_END = 0.93;
/** Least squares of levels on a constant and one shape. */
function residualOf(
  levels: Float64Array,
  phases: Float64Array,
  shapeAt: (phase: number) => number,
): { residual: number; slope: number } {
  const n = levels.length;
  let [x, y, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const shape = shapeAt(phases[i]);
    x += shape;
    y += levels[i];
    xx += shape * shape;
    xy += shape * levels[i];
    yy += levels[i] * levels[i];
  }
  const variance = xx - (x * x) / n;
  const covariance = xy - (x * y) / n;
  const spread = yy - (y * y) / n;
  const slope = variance > 1e-12 ? covariance / variance : 0;
  return { residual: spread - slope * covariance, slope };
}
