import { TRUE_PEAK_GAIN, TRUE_PEAK_PHASES, TRUE_PEAK_TAPS } from '../../dsp/true-peak.ts';
import type { Frames } from '../../dsp/units.ts';
import { DYNAMICS_CHUNK } from './level-detector.ts';

/** Samples from the arrival of a sample to that of the peaks after it. */
export const PEAK_DELAY: Frames = TRUE_PEAK_TAPS / 2;

/**
 * The filters a quarter and three quarters of the way are each other's mirror image, and the one half-way is its own:
 * with the samples taken in pairs from both ends, their even and odd parts take half the work.
 */
const PAIRS = TRUE_PEAK_TAPS / 2;
const [QUARTER, HALF] = TRUE_PEAK_PHASES;
const HALF_TAPS = HALF.slice(0, PAIRS);
const EVEN_TAPS = HALF_TAPS.map((_, tap) => (QUARTER[tap] + QUARTER[TRUE_PEAK_TAPS - 1 - tap]) / 2);
const ODD_TAPS = HALF_TAPS.map((_, tap) => (QUARTER[tap] - QUARTER[TRUE_PEAK_TAPS - 1 - tap]) / 2);

/** These three one after another. */
export const PEAK_TAPS = Float64Array.from([...HALF_TAPS, ...EVEN_TAPS, ...ODD_TAPS]);

/**
 * The greatest magnitude of a signal at a sample and on the way to the next, four times oversampled with the filter of
 * the true-peak meter, half its taps late. Where no point can pass the limit that matters, the sample itself is enough.
 */
export class InterSamplePeaks {
  readonly #window = new Float64Array(TRUE_PEAK_TAPS - 1 + DYNAMICS_CHUNK);

  /**
   * Writes one peak for each of the first `frames` samples (at most a chunk); `peaks[n]` is that of the stretch that
   * began `PEAK_DELAY` samples before sample n.
   */
  measure(samples: Float64Array, frames: Frames, limit: number, peaks: Float64Array): void {
    const window = this.#window;
    const kept = TRUE_PEAK_TAPS - 1;
    const middle = TRUE_PEAK_TAPS / 2 - 1;
    const harmless = limit / TRUE_PEAK_GAIN;
    for (let n = 0; n < frames; n++) window[kept + n] = samples[n];
    // Samples in a row up to the newest in the window that cannot make any point pass the limit.
    let harmlessRun = 0;
    for (let n = 0; n < kept; n++) harmlessRun = Math.abs(window[n]) > harmless ? 0 : harmlessRun + 1;
    for (let n = 0; n < frames; n++) {
      harmlessRun = Math.abs(window[kept + n]) > harmless ? 0 : harmlessRun + 1;
      let peak = Math.max(Math.abs(window[n + middle]), Math.abs(window[n + middle + 1]));
      if (harmlessRun < TRUE_PEAK_TAPS) {
        let half = 0;
        let even = 0;
        let odd = 0;
        for (let tap = 0; tap < PAIRS; tap++) {
          const early = window[n + tap];
          const late = window[n + TRUE_PEAK_TAPS - 1 - tap];
          half += HALF_TAPS[tap] * (early + late);
          even += EVEN_TAPS[tap] * (early + late);
          odd += ODD_TAPS[tap] * (early - late);
        }
        // |even + odd| and |even − odd|, whichever is greater.
        const quarters = Math.abs(even) + Math.abs(odd);
        half = Math.abs(half);
        if (half > peak) peak = half;
        if (quarters > peak) peak = quarters;
      }
      peaks[n] = peak;
    }
    window.copyWithin(0, frames, frames + kept);
  }
}
