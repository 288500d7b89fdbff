import { decimatedOnKernel } from './kernels/wasm-decimated.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { DECIMATION } from './spectra-plan.ts';

/**
 * Low-passes and keeps every 16th sample: sample n of the result stands at 16·n of the signal. Silence beyond the ends.
 * On the kernels, where this machine runs them, in single precision.
 *
 * @param taps of the low-pass, odd in number and symmetric
 */
export function decimated(samples: Float32Array, taps: Float64Array): Float32Array {
  return kernelsSupported() ? decimatedOnKernel(samples, taps) : decimatedPlainly(samples, taps);
}

/** `decimated` in plain TypeScript. */
export function decimatedPlainly(samples: Float32Array, taps: Float64Array): Float32Array {
  const half = (taps.length - 1) / 2;
  const out = new Float32Array(Math.ceil(samples.length / DECIMATION));
  for (let n = 0; n < out.length; n++) {
    const from = n * DECIMATION - half;
    const last = Math.min(taps.length, samples.length - from);
    let sum = 0;
    for (let k = Math.max(0, -from); k < last; k++) sum += taps[k] * samples[from + k];
    out[n] = sum;
  }
  return out;
}
