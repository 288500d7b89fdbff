import { onsetPulse, type PhasorCells } from '../../dsp/onset-pulse.ts';
import type { BeatsPerMinute, Hertz, Normal, Seconds } from '../../dsp/units.ts';
import type { Onsets } from './onsets.ts';

export interface WeightedOnsets {
  onsets: Onsets;
  weight: number;
}

/** A tempo that all onsets of a track were fitted to, and how well they agree with it. */
export interface RigidFit {
  tempoBpm: BeatsPerMinute;
  /** Coherence over the whole track against the mean of ten-second windows: 1 = one rigid grid, 0 = the grid moves. */
  steadiness: Normal;
  /** Coherence within ten-second windows beyond what randomly placed onsets would show. */
  pulse: Normal;
  /** Share of the ten-second windows with onsets in which these agree with the tempo in some band. */
  held: Normal;
}

/** The pulse of beats, eighths and sixteenths. */
const HARMONICS: readonly number[] = [1, 2, 4];
/** A rough tempo, good to 0.5 %, is searched around by 2 %. */
const SEARCH = 0.02;
/** At one step the beats of the track's two ends slip by at most this, or a peak could fall between steps. */
const SLIP_BEATS = 0.05;
/** Onsets within a cell turn together: at 2 % off and four to a beat they part by a twelfth of a turn. */
const CELL_SECONDS: Seconds = 1;
const WINDOW_SECONDS: Seconds = 10;
/** Fewer onsets than this in a window say nothing. */
const MIN_WINDOW_ONSETS = 4;
const WINDOW = { seconds: WINDOW_SECONDS, leastOnsets: MIN_WINDOW_ONSETS };
/** Onsets that keep a tempo show this coherence in their best band; at a tempo 1 % off they no longer do. */
const HELD_COHERENCE = 0.4;

/**
 * Refines a rough tempo over the whole track: the maximum within ±2 % of Σ_bands Σ_{h = 1, 2, 4} |Σⱼ wⱼ
 * e^{−2πi·h·f·tⱼ}|² / (Σⱼ wⱼ)², and a parabola through the highest three values.
 *
 * Onsets are first summed into cells of a second, turned back by the rough tempo; what is left to turn for each tempo
 * tried is a few hundred cells and not thousands of onsets.
 */
export function fitRigidTempo(bands: readonly WeightedOnsets[], roughBpm: BeatsPerMinute): RigidFit {
  const span = Math.max(...bands.map(({ onsets }) => (onsets.seconds.at(-1) ?? 0) - (onsets.seconds[0] ?? 0)), 1);
  const stepBpm = Math.min(0.25, (60 * SLIP_BEATS) / span);
  const steps = Math.ceil((roughBpm * SEARCH) / stepBpm);
  const cells = bands.flatMap(({ onsets, weight }) =>
    HARMONICS.map((harmonic) => cellsOf(onsets, (harmonic * roughBpm) / 60, weight, harmonic)),
  );
  const scores = new Float64Array(2 * steps + 1);
  for (const cell of cells) {
    onsetPulse().addCoherences(scores, cell, (cell.harmonic * stepBpm * CELL_SECONDS) / 60, cell.scale);
  }
  let best = 1;
  for (let i = 1; i + 1 < scores.length; i++) if (scores[i] > scores[best]) best = i;
  const curvature = scores[best - 1] - 2 * scores[best] + scores[best + 1];
  const shift = curvature < 0 ? (0.5 * (scores[best - 1] - scores[best + 1])) / curvature : 0;
  const tempoBpm = roughBpm + (best - steps + Math.max(-1, Math.min(1, shift))) * stepBpm;
  return { tempoBpm, ...steadinessOf(bands, tempoBpm), held: heldShare(cells, (tempoBpm - roughBpm) / 60) };
}

/** Sums of phasors of one band at one multiple of a tempo, a cell a second. */
interface Cells extends PhasorCells {
  harmonic: number;
  /** Times the squared magnitude of the sum of all cells is the band's part of the score. */
  scale: number;
}

function cellsOf(onsets: Onsets, frequencyHz: Hertz, weight: number, harmonic: number): Cells {
  const cells = onsetPulse().cells(onsets, frequencyHz, CELL_SECONDS);
  return { ...cells, harmonic, scale: cells.total > 0 ? weight / cells.total ** 2 : 0 };
}

/** The share of windows in which some band and harmonic is coherent at a tempo `offsetHz` from that of the cells. */
function heldShare(cells: readonly Cells[], offsetHz: Hertz): Normal {
  const length = Math.max(...cells.map(({ re }) => re.length));
  const span = WINDOW_SECONDS / CELL_SECONDS;
  let windows = 0;
  let held = 0;
  for (let start = 0; start < length; start += span) {
    let best = -1;
    for (const { re, im, weights, counts, harmonic } of cells) {
      let sumRe = 0;
      let sumIm = 0;
      let weight = 0;
      let count = 0;
      for (let cell = start; cell < Math.min(re.length, start + span); cell++) {
        const angle = 2 * Math.PI * harmonic * offsetHz * CELL_SECONDS * cell;
        sumRe += re[cell] * Math.cos(angle) - im[cell] * Math.sin(angle);
        sumIm += re[cell] * Math.sin(angle) + im[cell] * Math.cos(angle);
        weight += weights[cell];
        count += counts[cell];
      }
      if (count < 2 * MIN_WINDOW_ONSETS) continue;
      best = Math.max(best, (sumRe * sumRe + sumIm * sumIm) / (weight * weight) - 1 / count);
    }
    if (best < 0) continue;
    windows++;
    if (best >= HELD_COHERENCE ** 2) held++;
  }
  return windows > 0 ? held / windows : 0;
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
      const { local, global } = onsetPulse().coherence(onsets, (harmonic * tempoBpm) / 60, WINDOW);
      const evidence = weight * local * local;
      salience += evidence;
      steady += local > 0 ? evidence * Math.min(1, global / local) : 0;
      pulse = Math.max(pulse, local);
    }
  }
  return { steadiness: salience > 0 ? steady / salience : 0, pulse };
}
