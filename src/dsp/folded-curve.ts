import { kernelsSupported } from './kernels/kernel-instance.ts';
import { foldedCurveOnKernel } from './kernels/wasm-folded-curve.ts';

/**
 * Adds up a curve by place in a period of `bins` bins: its values lie `step` bins apart, at most one period, the first
 * half a step from the beginning. On the kernels, where this machine runs them, with the same result to the last bit.
 */
export function foldedCurve(curve: Float32Array, step: number, bins: number): Float64Array {
  return kernelsSupported() ? foldedCurveOnKernel(curve, step, bins) : foldedCurvePlainly(curve, step, bins);
}

/** `foldedCurve` in plain TypeScript. */
export function foldedCurvePlainly(curve: Float32Array, step: number, bins: number): Float64Array {
  const fold = new Float64Array(bins);
  let bin = step / 2;
  for (let i = 0; i < curve.length; i++) {
    fold[bin | 0] += curve[i];
    bin += step;
    if (bin >= bins) bin -= bins;
  }
  return fold;
}
