import { mean } from '../../dsp/statistics.ts';
import type { Frames, Hertz, Seconds } from '../../dsp/units.ts';
import { cutBetween, waveProducts, type WaveProducts } from '../../dsp/wave-products.ts';

/** A waveform that stretches are cut from at any moment. */
export class HitWave {
  readonly sampleRateHz: Hertz;
  readonly #samples: Float32Array;
  #products: WaveProducts | undefined;

  constructor({ samples, sampleRateHz }: { samples: Float32Array; sampleRateHz: Hertz }) {
    this.#samples = samples;
    this.sampleRateHz = sampleRateHz;
  }

  /** `length` samples from a moment on, as `cutBetween` reads them. */
  cut(from: Seconds, length: Frames): Float64Array {
    return cutBetween(this.#samples, from * this.sampleRateHz, length);
  }

  /** Of what begins at each of some moments the inner product with a model, and its own energy, in turns. */
  productsWith(model: Float64Array, moments: readonly Seconds[]): Float64Array {
    this.#products ??= waveProducts(this.#samples);
    return this.#products.measure(
      moments.map((moment) => moment * this.sampleRateHz),
      model,
    );
  }
}

/** Hits brought into line. */
export interface AlignedHits {
  hits: Float64Array[];
  /** Where the attack of any hit of the track is, given where the grid has it. */
  attackNear: (second: Seconds) => Seconds;
}

/**
 * Cuts out hits of one sound so that they lie over each other: each is shifted to where it agrees most with the one in
 * the middle, and all shifts are put on one straight line over time, which is what a tempo that is slightly off makes
 * of them.
 *
 * @param attacks where a grid has them, rising; at least one
 * @param length of a hit
 */
export function alignedHits(wave: HitWave, attacks: readonly Seconds[], length: Frames): AlignedHits {
  const { sampleRateHz } = wave;
  const compared = Math.floor(COMPARED * length);
  const middle = attacks.length >> 1;
  const model = wave.cut(attacks[middle], compared);
  const shifts = new Float64Array(attacks.length);
  // From the middle outwards, each from where its neighbour was: a grid may slip by more than can be searched at once.
  const place = (index: number, from: Seconds): void => {
    const near = attacks[index] + from;
    const products = wave.productsWith(
      model,
      LAGS.map((lag) => near + lag / sampleRateHz),
    );
    const agreements = LAGS.map((_, i) => products[2 * i]);
    shifts[index] = from + peakOf(agreements) / sampleRateHz;
  };
  for (let i = middle + 1; i < attacks.length; i++) place(i, shifts[i - 1]);
  for (let i = middle - 1; i >= 0; i--) place(i, shifts[i + 1]);
  const attackNear = lineThrough(attacks, shifts);
  return { hits: attacks.map((attack) => wave.cut(attackNear(attack), length)), attackNear };
}

/** The first quarter of a beat is the kick's. */
const COMPARED = 0.25;
/** Shifts that are tried, in samples: some 6 ms to both sides, a third of a period of 50 Hz. */
const LAGS: readonly number[] = Array.from({ length: 13 }, (_, i) => i - 6);

/** The lag at which the greatest of the values lies, by a parabola through it and its neighbours. */
function peakOf(values: readonly number[]): number {
  const top = values.indexOf(Math.max(...values));
  if (top <= 0 || top + 1 >= values.length) return LAGS[Math.max(0, top)];
  const [before, here, after] = values.slice(top - 1, top + 2);
  const curvature = before - 2 * here + after;
  const beside = curvature < 0 ? (0.5 * (before - after)) / curvature : 0;
  return LAGS[top] + beside * (LAGS[1] - LAGS[0]);
}

/** Moments moved by the straight line through their shifts (least squares). */
function lineThrough(moments: readonly Seconds[], shifts: Float64Array): (moment: Seconds) => Seconds {
  const [middle, shift] = [mean(moments), mean(shifts)];
  const variance = mean(moments.map((moment) => (moment - middle) ** 2));
  const slope = variance > 0 ? mean(moments.map((moment, i) => (moment - middle) * (shifts[i] - shift))) / variance : 0;
  return (moment) => moment + shift + slope * (moment - middle);
}
