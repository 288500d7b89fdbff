import { scratchKernel } from './kernel-instance.ts';

/** `shiftProducts` on the kernels. */
export function shiftProductsOnKernel(one: Float64Array, other: Float64Array): Float64Array {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const shifts = other.length - one.length + 1;
    const [oneAt, otherAt] = [kernel.place(one), kernel.reserve(8 * (other.length + 1))];
    kernel.doubles(otherAt, other.length).set(other);
    const sumsAt = kernel.reserve(8 * (shifts + 1));
    kernel.run.shiftProducts(oneAt, otherAt, one.length, shifts, sumsAt);
    return kernel.doubles(sumsAt, shifts).slice();
  });
}
