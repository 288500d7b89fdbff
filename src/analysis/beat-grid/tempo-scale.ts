import type { BeatsPerMinute, Seconds } from '../../dsp/units.ts';
import type { Onsets } from './onsets.ts';
import type { WeightedOnsets } from './rigid-fit.ts';

/** Slower and faster than this is heard as double or half (and 97.6–195 is the octave around the prior's centre). */
const SLOWEST_BPM = 60;
const FASTEST_BPM = 210;
/** Intervals are counted up to eight beats of 100 BPM. */
const LONGEST_LAG_SECONDS: Seconds = 4.8;
const LAG_BIN_SECONDS: Seconds = 0.0025;
const TOLERANCE_SECONDS: Seconds = 0.0175;
const BEATS_AHEAD = 8;
/**
 * Trance sits at 138 (median 135–140 in two annotated collections). The spread, half an octave, decides between a tempo
 * and its double; it is too wide to overrule onsets.
 */
const PRIOR_CENTRE_BPM = 138;
const PRIOR_OCTAVES = 0.5;

/** Tempos at even ratios, and how well onsets support each. */
export class TempoScale {
  readonly tempos: readonly BeatsPerMinute[];

  /** @param step Ratio of neighbours; 0.5 % unless given. */
  constructor(step = 1.005) {
    const count = Math.floor(Math.log(FASTEST_BPM / SLOWEST_BPM) / Math.log(step)) + 1;
    this.tempos = Array.from({ length: count }, (_, i) => SLOWEST_BPM * step ** i);
  }

  /**
   * For each tempo T: (mean over bands and k = 1…8 of H(k · 60/T) / H(0))² · prior(T), where H(τ) = Σ wᵢwⱼ over pairs of
   * onsets τ apart. Zeros without onsets.
   */
  supports(bands: readonly WeightedOnsets[]): Float64Array {
    const histograms = bands
      .filter(({ onsets }) => onsets.seconds.length > 1)
      .map(({ onsets, weight }) => ({ histogram: intervalHistogram(onsets), weight }));
    return Float64Array.from(this.tempos, (tempoBpm) => {
      let support = 0;
      for (const { histogram, weight } of histograms) support += weight * combOf(histogram, 60 / tempoBpm);
      const octaves = Math.log2(tempoBpm / PRIOR_CENTRE_BPM) / PRIOR_OCTAVES;
      return support * support * Math.exp(-0.5 * octaves * octaves);
    });
  }
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
