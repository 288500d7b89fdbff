import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `addRows` on the kernels. */
export function addRowsOnKernel(sums: Float64Array, matrix: Float32Array, from: number, to: number): void {
  const kernel = scratchKernel();
  const columns = sums.length;
  kernel.borrow(() => {
    const sumsAt = kernel.place(sums);
    // In whole fours of rows, or the sums would come in another order.
    const rowsAtOnce = 4 * Math.max(1, Math.floor(PIECE_VALUES / (4 * columns)));
    const rowsAt = kernel.reserve(FLOAT_BYTES * rowsAtOnce * columns);
    for (let row = from; row < to; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, to - row);
      kernel.floats(rowsAt, rows * columns).set(matrix.subarray(row * columns, (row + rows) * columns));
      kernel.run.addRows(sumsAt, rowsAt, columns, rows);
    }
    sums.set(kernel.doubles(sumsAt, columns));
  });
}

/** 64 kB are copied at a time, which a second-level cache holds. */
const PIECE_VALUES = 16384;
