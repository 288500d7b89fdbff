import { kernelsSupported } from './kernels/kernel-instance.ts';
import { addDifferencesOnKernel, addSamplesOnKernel } from './kernels/wasm-sample-sums.ts';

/**
 * Adds samples to others of the same number, each sum rounded once: on the kernels, where this machine runs them, with
 * the same result to the last bit.
 */
export function addSamples(sum: Float32Array, samples: Float32Array): void {
  if (kernelsSupported()) addSamplesOnKernel(sum, samples);
  else addSamplesPlainly(sum, samples);
}

/** The same of what samples are more after something than before it. */
export function addDifferences(sum: Float32Array, after: Float32Array, before: Float32Array): void {
  if (kernelsSupported()) addDifferencesOnKernel(sum, after, before);
  else addDifferencesPlainly(sum, after, before);
}

/** `addSamples` in plain TypeScript. */
export function addSamplesPlainly(sum: Float32Array, samples: Float32Array): void {
  for (let n = 0; n < sum.length; n++) sum[n] += samples[n];
}

/** `addDifferences` in plain TypeScript. */
export function addDifferencesPlainly(sum: Float32Array, after: Float32Array, before: Float32Array): void {
  for (let n = 0; n < sum.length; n++) sum[n] += after[n] - before[n];
}
