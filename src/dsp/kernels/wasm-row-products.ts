import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `rowProducts` on the kernels. */
export function rowProductsOnKernel(matrix: Float32Array, weights: Float64Array): Float64Array {
  const kernel = scratchKernel();
  const columns = weights.length;
  const rows = matrix.length / columns;
  const products = new Float64Array(rows);
  return kernel.borrow(() => {
    const weightsAt = kernel.place(Float64Array.from({ length: 2 * columns }, (_, i) => weights[i >> 1]));
    const rowsAtOnce = 2 * Math.max(1, Math.floor(PIECE_VALUES / (2 * columns)));
    const rowsAt = kernel.reserve(FLOAT_BYTES * rowsAtOnce * columns);
    const sumsAt = kernel.reserve(DOUBLE_BYTES * rowsAtOnce);
    for (let row = 0; row < rows; row += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows - row);
      kernel.floats(rowsAt, count * columns).set(matrix.subarray(row * columns, (row + count) * columns));
      kernel.run.rowProducts(rowsAt, count, columns, weightsAt, sumsAt);
      products.set(kernel.doubles(sumsAt, count), row);
    }
    return products;
  });
}

/** 64 kB are copied at a time, which a second-level cache holds. */
const PIECE_VALUES = 16384;
const DOUBLE_BYTES = 8;
