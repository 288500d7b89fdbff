import { kernelsSupported } from './kernels/kernel-instance.ts';
import { shiftProductsOnKernel } from './kernels/wasm-shift-products.ts';

/**
 * Σ one(k)·other(k + shift) over all of `one`, for shift 0 … `other.length − one.length`: on the kernels, where this
 * machine runs them, with the same result to the last bit.
 */
export function shiftProducts(one: Float64Array, other: Float64Array): Float64Array {
  return kernelsSupported() ? shiftProductsOnKernel(one, other) : shiftProductsPlainly(one, other);
}

/** `shiftProducts` in plain TypeScript. */
export function shiftProductsPlainly(one: Float64Array, other: Float64Array): Float64Array {
  return Float64Array.from({ length: other.length - one.length + 1 }, (_, shift) => {
    let sum = 0;
    for (let k = 0; k < one.length; k++) sum += one[k] * other[k + shift];
    return sum;
  });
}
