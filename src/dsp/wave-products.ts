import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmWaveProducts } from './kernels/wasm-wave-products.ts';
import type { Frames } from './units.ts';

/** Compares what lies at any places in a wave with a model. */
export interface WaveProducts {
  /**
   * @param starts where each cut of the model's length begins, in samples, between which `cutBetween` reads
   * @returns of each its inner product with the model, and then its own energy
   */
  measure(starts: readonly number[], model: Float64Array): Float64Array;
}

/** On the kernels, where this machine runs them, with the same result to rounding. */
export function waveProducts(samples: Float32Array): WaveProducts {
  return kernelsSupported() ? new WasmWaveProducts(samples) : new PlainWaveProducts(samples);
}

/** `WaveProducts` in plain TypeScript. */
export class PlainWaveProducts implements WaveProducts {
  readonly #samples: Float32Array;

  constructor(samples: Float32Array) {
    this.#samples = samples;
  }

  measure(starts: readonly number[], model: Float64Array): Float64Array {
    return Float64Array.from(
      starts.flatMap((start) => {
        const cut = cutBetween(this.#samples, start, model.length);
        return [dot(cut, model), dot(cut, cut)];
      }),
    );
  }
}

/**
 * `length` samples from a place on, between the samples there are by Lagrange's polynomial of the fifth degree: of what
 * lies below a fifth of the rate 60 dB are right. Zeros beyond the ends.
 */
export function cutBetween(samples: Float32Array, start: number, length: Frames): Float64Array {
  const first = Math.floor(start);
  const [a, b, c, d, e, f] = TAPS.map((tap) => weightOf(tap, start - first));
  const around = samplesAround(samples, first + TAPS[0], length + TAPS.length - 1);
  const cut = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    cut[i] =
      a * around[i] + b * around[i + 1] + c * around[i + 2] + d * around[i + 3] + e * around[i + 4] + f * around[i + 5];
  }
  return cut;
}

const TAPS: readonly number[] = [-2, -1, 0, 1, 2, 3];

/** What the sample at a place counts at a share of the way from 0 to 1. */
function weightOf(tap: number, share: number): number {
  return TAPS.reduce((weight, other) => (other === tap ? weight : (weight * (share - other)) / (tap - other)), 1);
}

/** Samples as they stand, zeros beyond the ends. */
function samplesAround(samples: Float32Array, first: Frames, length: Frames): Float32Array {
  if (first >= 0 && first + length <= samples.length) return samples.subarray(first, first + length);
  return Float32Array.from({ length }, (_, i) => samples[first + i] ?? 0);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}
