import { kernelsSupported } from './kernels/kernel-instance.ts';
import { gramProductsOnKernel } from './kernels/wasm-gram-products.ts';

/**
 * The Gram matrix of rows of equal length: Σ row(i)·row(j) for each pair, row-major, symmetric. On the kernels, where
 * this machine runs them: there products are summed in single precision over runs of 256, then in double.
 */
export function gramProducts(rows: readonly Float32Array[]): Float64Array {
  return kernelsSupported() ? gramProductsOnKernel(rows) : gramProductsPlainly(rows);
}

/** `gramProducts` in plain TypeScript. */
export function gramProductsPlainly(rows: readonly Float32Array[]): Float64Array {
  const count = rows.length;
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      const [one, other] = [rows[i], rows[j]];
      let sum = 0;
      for (let c = 0; c < one.length; c++) sum += one[c] * other[c];
      products[i * count + j] = sum;
      products[j * count + i] = sum;
    }
  }
  return products;
}
