import { quantile } from '../../dsp/statistics.ts';
import type { Normal } from '../../dsp/units.ts';

/**
 * How much of a bounce goes with the sum of its stems, band by band: the share of its energy that a fixed complex gain
 * in every bin explains, the magnitude-squared coherence weighted by energy (Carter, 1987). Delays and phases of a
 * master's filters cost nothing. What unrelated spectra share by chance, D = Σ |B|²·|S|² over the frames, is taken off:
 * γ² = (|Σ B·S*|² − D) / (Σ |B|² · Σ |S|² − D).
 *
 * A gain that moves, as a limiter's does, costs some coherence in every band alike, and what it adds follows its band
 * all the same. So the share is counted against the median of the bands, and only what lies below is foreign.
 */
export class CoherentShare {
  readonly #bands: Bins[] = [];

  /**
   * Adds an excerpt: for each band real and imaginary parts in turn, frame after frame.
   *
   * @param frameGain gain from sum to bounce in each frame, as an amplitude
   */
  add(sum: readonly Float32Array[], bounce: readonly Float32Array[], frameGain: readonly number[]): void {
    bounce.forEach((row, b) => {
      this.#bands[b] ??= binsOf(row.length / frameGain.length / 2);
      addTo(this.#bands[b], sum[b], row, frameGain);
    });
  }

  /** One value a band; 1 where sum or bounce is silent, of which nothing can be told. */
  finish(): Float64Array {
    const shares = this.#bands.map(shareOf);
    const usual = quantile(shares, 0.5);
    return Float64Array.from(shares, (share): Normal => (usual > 0 ? Math.min(1, share / usual) : 1));
  }
}

/** Sums over all frames, one a bin. */
interface Bins {
  crossRe: Float64Array;
  crossIm: Float64Array;
  sum: Float64Array;
  bounce: Float64Array;
  /** Of the products of both powers. */
  chance: Float64Array;
}

function binsOf(count: number): Bins {
  const zeros = (): Float64Array => new Float64Array(count);
  return { crossRe: zeros(), crossIm: zeros(), sum: zeros(), bounce: zeros(), chance: zeros() };
}

function addTo(bins: Bins, sum: Float32Array, bounce: Float32Array, frameGain: readonly number[]): void {
  const { crossRe, crossIm } = bins;
  const count = crossRe.length;
  frameGain.forEach((gain, frame) => {
    for (let k = 0; k < count; k++) {
      // No arrays taken apart in here: every bin of every frame comes by.
      const at = 2 * (frame * count + k);
      const re = gain * sum[at];
      const im = gain * sum[at + 1];
      const bounceRe = bounce[at];
      const bounceIm = bounce[at + 1];
      const ofSum = re * re + im * im;
      const ofBounce = bounceRe * bounceRe + bounceIm * bounceIm;
      crossRe[k] += bounceRe * re + bounceIm * im;
      crossIm[k] += bounceIm * re - bounceRe * im;
      bins.sum[k] += ofSum;
      bins.bounce[k] += ofBounce;
      bins.chance[k] += ofSum * ofBounce;
    }
  });
}

function shareOf({ crossRe, crossIm, sum, bounce, chance }: Bins): Normal {
  let explained = 0;
  let all = 0;
  for (let k = 0; k < sum.length; k++) {
    if (!(sum[k] > 0)) continue;
    explained += (crossRe[k] ** 2 + crossIm[k] ** 2 - chance[k]) / sum[k];
    all += bounce[k] - chance[k] / sum[k];
  }
  return all > 0 ? Math.max(0, explained / all) : 1;
}
