import { scratchKernel } from './kernel-instance.ts';

/** `foldedCurve` on the kernels. */
export function foldedCurveOnKernel(curve: Float32Array, step: number, bins: number): Float64Array {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const [curveAt, foldAt] = [kernel.place(curve), kernel.place(new Float64Array(bins))];
    kernel.run.foldedCurve(curveAt, curve.length, step, bins, foldAt);
    return kernel.doubles(foldAt, bins).slice();
  });
}
