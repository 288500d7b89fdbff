import type { BeatsPerMinute, Seconds } from '../../dsp/units.ts';
import type { Onsets } from './onsets.ts';

/** Slower and faster than this is heard as double or half (and 97.6–195 is the octave around the prior's centre). */
const SLOWEST_BPM = 60;
const FASTEST_BPM = 210;
/** 0.2 % steps: half of what ±`TOLERANCE_SECONDS` can tell apart at the longest lag. */
const STEP = 1.002;
/** Intervals are counted up to eight beats of 100 BPM. */
const LONGEST_LAG_SECONDS = 4.8;
const LAG_BIN_SECONDS = 0.0025;
const TOLERANCE_SECONDS = 0.0175;
const BEATS_AHEAD = 8;
/**
 * Trance sits at 138 (median 135–140 in two annotated collections). The spread, half an octave, decides between a tempo
 * and its double; it is too wide to overrule onsets.
 */
const PRIOR_CENTRE_BPM = 138;
const PRIOR_OCTAVES = 0.5;

/**
 * The tempo that the onsets support best, to within 0.5 %; `undefined` without onsets.
 *
 * H(τ) = Σ wᵢwⱼ over pairs of onsets τ apart; the maximum of (mean over bands and k = 1…8 of H(k · 60/T) / H(0))² ·
 * prior(T).
 */
export function tempoCandidate(bands: readonly { onsets: Onsets; weight: number }[]): BeatsPerMinute | undefined {
  const histograms = bands
    .filter(({ onsets }) => onsets.seconds.length > 1)
    .map(({ onsets, weight }) => ({ histogram: intervalHistogram(onsets), weight }));
  let best: BeatsPerMinute | undefined;
  let bestScore = 0;
  for (let tempoBpm = SLOWEST_BPM; tempoBpm <= FASTEST_BPM; tempoBpm *= STEP) {
    let support = 0;
    for (const { histogram, weight } of histograms) support += weight * combOf(histogram, 60 / tempoBpm);
    const octaves = Math.log2(tempoBpm / PRIOR_CENTRE_BPM) / PRIOR_OCTAVES;
    const score = support * support * Math.exp(-0.5 * octaves * octaves);
    if (score > bestScore) [best, bestScore] = [tempoBpm, score];
  }
  return best;
}

function intervalHistogram(onsets: Onsets): Float64Array {
  const { seconds, weights } = onsets;
  const bins = Math.ceil((LONGEST_LAG_SECONDS + 2 * TOLERANCE_SECONDS) / LAG_BIN_SECONDS);
  const pairs = new Float64Array(bins);
  let self = 0;
  for (let i = 0; i < seconds.length; i++) {
    self += weights[i] * weights[i];
    for (let j = i + 1; j < seconds.length; j++) {
      const bin = Math.round((seconds[j] - seconds[i]) / LAG_BIN_SECONDS);
      if (bin >= bins) break;
      pairs[bin] += weights[i] * weights[j];
    }
  }
  const reach = Math.round(TOLERANCE_SECONDS / LAG_BIN_SECONDS);
  const smooth = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    let sum = 0;
    for (let d = -reach; d <= reach; d++) sum += (pairs[bin + d] ?? 0) * (1 - Math.abs(d) / (reach + 1));
    smooth[bin] = sum / self;
  }
  return smooth;
}

function combOf(histogram: Float64Array, beatSeconds: Seconds): number {
  let sum = 0;
  let teeth = 0;
  for (let k = 1; k <= BEATS_AHEAD; k++) {
    const bin = (k * beatSeconds) / LAG_BIN_SECONDS;
    const low = Math.floor(bin);
    if (low + 1 >= histogram.length) break;
    sum += histogram[low] * (low + 1 - bin) + histogram[low + 1] * (bin - low);
    teeth++;
  }
  return sum / teeth;
}
