import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES, LANES } from './kernel-signal.ts';

/** `gramProducts` on the kernels. */
export function gramProductsOnKernel(rows: readonly Float32Array[]): Float64Array {
  const kernel = scratchKernel();
  const count = rows.length;
  const even = 2 * Math.ceil(count / 2);
  const length = rows.at(0)?.length ?? 0;
  return kernel.borrow(() => {
    const rowsAt = kernel.reserve(FLOAT_BYTES * PIECE * even);
    const productsAt = kernel.reserve(DOUBLE_BYTES * even * even);
    // What is borrowed is not zeroed.
    kernel.doubles(productsAt, even * even).fill(0);
    for (let from = 0; from < length; from += PIECE) {
      const width = LANES * Math.ceil(Math.min(PIECE, length - from) / LANES);
      const piece = kernel.floats(rowsAt, width * even);
      if (width > length - from || even > count) piece.fill(0);
      for (let i = 0; i < count; i++) piece.set(rows[i].subarray(from, from + PIECE), i * width);
      kernel.run.gramProducts(rowsAt, even, FLOAT_BYTES * width, productsAt);
    }
    const products = kernel.doubles(productsAt, even * even);
    const square = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = i; j < count; j++) square[i * count + j] = square[j * count + i] = products[i * even + j];
    }
    return square;
  });
}

/** Columns at a time: 32 rows of them, as many as sixteen stems have of a band, fit a second-level cache. */
const PIECE = 1024;
const DOUBLE_BYTES = 8;
