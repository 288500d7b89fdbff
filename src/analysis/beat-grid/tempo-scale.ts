import { onsetPulse } from '../../dsp/onset-pulse.ts';
import type { BeatsPerMinute, Seconds } from '../../dsp/units.ts';
import type { WeightedOnsets } from './rigid-fit.ts';

/** Slower and faster than this is heard as double or half (and 97.6–195 is the octave around the prior's centre). */
const SLOWEST_BPM = 60;
const FASTEST_BPM = 210;
/** Intervals are counted up to eight beats of 100 BPM. */
const LONGEST_LAG_SECONDS: Seconds = 4.8;
const LAG_BIN_SECONDS: Seconds = 0.0025;
const TOLERANCE_SECONDS: Seconds = 0.0175;
const TOLERANCE_BINS = Math.round(TOLERANCE_SECONDS / LAG_BIN_SECONDS);
const LAG_BINS = Math.ceil((LONGEST_LAG_SECONDS + 2 * TOLERANCE_SECONDS) / LAG_BIN_SECONDS);
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
  readonly #priors: Float64Array;

  /** @param step Ratio of neighbours; 0.5 % unless given. */
  constructor(step = 1.005) {
    const count = Math.floor(Math.log(FASTEST_BPM / SLOWEST_BPM) / Math.log(step)) + 1;
    this.tempos = Array.from({ length: count }, (_, i) => SLOWEST_BPM * step ** i);
    this.#priors = Float64Array.from(this.tempos, (tempoBpm) => {
      const octaves = Math.log2(tempoBpm / PRIOR_CENTRE_BPM) / PRIOR_OCTAVES;
      return Math.exp(-0.5 * octaves * octaves);
    });
  }

  /**
   * For each tempo T: (mean over bands and k = 1…8 of H(k · 60/T) / H(0))² · prior(T), where H(τ) = Σ wᵢwⱼ over pairs
   * of onsets τ apart. Zeros without onsets.
   */
  supports(bands: readonly WeightedOnsets[]): Float64Array {
    const histograms = bands
      .filter(({ onsets }) => onsets.seconds.length > 1)
      .map(({ onsets, weight }) => ({ histogram: onsetPulse().intervals(onsets, INTERVALS), weight }));
    return this.#priors.map((prior, i) => {
      let support = 0;
      for (const { histogram, weight } of histograms) support += weight * combOf(histogram, 60 / this.tempos[i]);
      return support * support * prior;
    });
  }
}

/** H(τ) / H(0), each pair of onsets spread over a triangle as wide as the tolerance. */
const INTERVALS = { binSeconds: LAG_BIN_SECONDS, bins: LAG_BINS, reach: TOLERANCE_BINS };

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
