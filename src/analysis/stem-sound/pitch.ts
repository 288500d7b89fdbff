import { ComplexFft } from '../../dsp/fft.ts';
import type { Hertz, Normal } from '../../dsp/units.ts';

/** The lowest and highest fundamental looked for: E1 less a tone, and the top of what a lead plays. */
const LOWEST_HZ = 35;
const HIGHEST_HZ = 1200;
/** Periods of the lowest pitch in a window, so that the autocorrelation at its lag still sees three of them. */
const PERIODS = 4;
/**
 * A peak this close to the best is preferred if it is shorter, or every pitch would be read an octave or more too low.
 */
const AS_GOOD = 0.92;

/**
 * Pitch and periodicity of single windows by the normalised autocorrelation (as in Boersma 1993, without its window
 * correction).
 */
export class PitchFinder {
  readonly windowFrames: number;
  readonly #sampleRateHz: Hertz;
  readonly #fft: ComplexFft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.windowFrames = Math.round((PERIODS / LOWEST_HZ) * sampleRateHz);
    const size = 2 ** Math.ceil(Math.log2(2 * this.windowFrames));
    this.#fft = new ComplexFft(size);
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /**
   * Harmonicity is 1 for a periodic sound, about 0 for noise; the pitch is 0 where nothing repeats or the window is
   * silent.
   */
  find(samples: Float32Array, start: number): { pitchHz: Hertz; harmonicity: Normal } {
    const [re, im, n] = [this.#re, this.#im, this.windowFrames];
    re.fill(0);
    im.fill(0);
    re.set(samples.subarray(start, start + n));
    const energyTo = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) energyTo[i + 1] = energyTo[i] + re[i] ** 2;
    if (energyTo[n] === 0) return { pitchHz: 0, harmonicity: 0 };
    this.#fft.forward(re, im);
    for (let k = 0; k < re.length; k++) {
      re[k] = re[k] ** 2 + im[k] ** 2;
      im[k] = 0;
    }
    this.#fft.inverse(re, im);
    // Each lag is divided by the energies of the two stretches it compares, so that a decay does not lower it.
    const at = (lag: number) => re[lag] / Math.sqrt(Math.max(1e-30, energyTo[n - lag] * (energyTo[n] - energyTo[lag])));
    const first = Math.floor(this.#sampleRateHz / HIGHEST_HZ);
    const last = Math.ceil(this.#sampleRateHz / LOWEST_HZ);
    const peaks: { lag: number; value: number }[] = [];
    for (let lag = first + 1; lag < last; lag++) {
      const value = at(lag);
      if (value > at(lag - 1) && value >= at(lag + 1)) peaks.push({ lag, value });
    }
    const best = peaks.reduce((most, { value }) => Math.max(most, value), 0);
    const shortest = peaks.find(({ value }) => value >= AS_GOOD * best);
    if (shortest === undefined || best <= 0) return { pitchHz: 0, harmonicity: 0 };
    // The top of the parabola through three lags: at 1 kHz one lag alone is 40 cents wide.
    const [before, top, after] = [at(shortest.lag - 1), shortest.value, at(shortest.lag + 1)];
    const lag = shortest.lag + (0.5 * (before - after)) / (before - 2 * top + after);
    return { pitchHz: this.#sampleRateHz / lag, harmonicity: Math.min(1, best) };
  }
}
