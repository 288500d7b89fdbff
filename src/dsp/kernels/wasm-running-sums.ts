import { scratchKernel } from './kernel-instance.ts';

/** `runningSums` on the kernels. */
export function runningSumsOnKernel(values: ArrayLike<number>, width: number): Float64Array {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const count = values.length + width;
    const at = kernel.reserve(DOUBLE_BYTES * count);
    const sums = kernel.doubles(at, count);
    sums.fill(0, 0, width);
    sums.set(values, width);
    kernel.run.addUp(at, width, values.length);
    return sums.slice();
  });
}

const DOUBLE_BYTES = 8;
