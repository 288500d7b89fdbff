import { scratchKernel } from './kernel-instance.ts';

/** `windowMeans` on the kernels. */
export function windowMeansOnKernel(values: ArrayLike<number>, length: number, step: number): Float64Array {
  if (values.length < length) return new Float64Array(0);
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const count = Math.floor((values.length - length) / step) + 1;
    const at = kernel.reserve(DOUBLE_BYTES * values.length);
    const [endsAt, windowsAt] = [kernel.reserve(DOUBLE_BYTES * length), kernel.reserve(DOUBLE_BYTES * count)];
    kernel.doubles(at, values.length).set(values);
    kernel.run.windowMeans(at, values.length, length, step, endsAt, windowsAt, count);
    return kernel.doubles(windowsAt, count).slice();
  });
}

const DOUBLE_BYTES = 8;
