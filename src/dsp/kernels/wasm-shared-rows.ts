import type { LongerRows, ShortRows } from '../shared-rows.ts';
import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `sharedRows` on the kernels. */
export function sharedRowsOnKernel(
  matrix: Float32Array,
  { rows: count, firstSeconds, hopSeconds }: ShortRows,
  { rows, startSeconds, rowSeconds, width, columnTo }: LongerRows,
): Float32Array {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const [matrixAt, columnsAt] = [kernel.place(matrix), kernel.place(columnTo)];
    const to = kernel.reserve(FLOAT_BYTES * rows * width);
    const shared = kernel.floats(to, rows * width);
    shared.fill(0);
    kernel.run.shareRows(
      matrixAt,
      count,
      columnTo.length,
      columnsAt,
      firstSeconds,
      hopSeconds,
      startSeconds,
      rowSeconds,
      rows,
      width,
      to,
    );
    return shared.slice();
  });
}
