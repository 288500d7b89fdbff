import { kernelsSupported } from './kernels/kernel-instance.ts';
import { restoreIntegersOnKernel } from './kernels/wasm-restored-integers.ts';
import type { Frames } from './units.ts';

/**
 * Puts samples right, in place, that were whole numbers of `bits` bits, at most 24, and were divided by the greatest of
 * them, 2^(bits−1) − 1, instead of 2^(bits−1): round(x·(2^(bits−1) − 1)) / 2^(bits−1). On the kernels where this
 * machine runs them, with the same result to the last bit.
 */
export function restoreIntegers(samples: Float32Array, frames: Frames, bits: number): void {
  if (kernelsSupported()) restoreIntegersOnKernel(samples.subarray(0, frames), bits);
  else restoreIntegersPlainly(samples.subarray(0, frames), bits);
}

/** `restoreIntegers` in plain TypeScript. */
export function restoreIntegersPlainly(samples: Float32Array, bits: number): void {
  const fullScale = 2 ** (bits - 1);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round(samples[i] * (fullScale - 1)) / fullScale;
}
