import { BINS_AT_ONCE, ROWS_AT_ONCE, type LogSums } from '../log-sums.ts';
import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `LogSums` on the kernels. */
export const wasmLogSums: LogSums = {
  ofBands({ bins, mid, side }, bands, tiniest) {
    const kernel = scratchKernel();
    const rows = mid.length / bins;
    const sums = new Float64Array(2 * rows * bands.length);
    return kernel.borrow(() => {
      const ranges = kernel.place(
        Int32Array.from(bands.flatMap(({ firstBin, weights }) => [firstBin, weights.length])),
      );
      const weights = kernel.place(Float64Array.from(bands.flatMap(({ weights: own }) => [...own])));
      const [midAt, sideAt] = [mid, side].map(() => kernel.reserve(FLOAT_BYTES * ROWS_AT_ONCE * bins));
      const to = kernel.reserve(2 * DOUBLE_BYTES * ROWS_AT_ONCE * bands.length);
      for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
        const count = Math.min(ROWS_AT_ONCE, rows - row);
        const [from, until] = [row * bins, (row + count) * bins];
        kernel.floats(midAt, count * bins).set(mid.subarray(from, until));
        kernel.floats(sideAt, count * bins).set(side.subarray(from, until));
        kernel.run.bandLogSums(midAt, sideAt, count, bins, bands.length, ranges, weights, tiniest, BINS_AT_ONCE, to);
        sums.set(kernel.doubles(to, 2 * count * bands.length), 2 * row * bands.length);
      }
      return sums;
    });
  },
  ofRows({ bins, mid, side }, firstBin, count, tiniest) {
    const kernel = scratchKernel();
    const rows = mid.length / bins;
    return kernel.borrow(() => {
      const sums = kernel.place(new Float64Array(count));
      const [midAt, sideAt] = [mid, side].map(() => kernel.reserve(FLOAT_BYTES * ROWS_AT_ONCE * bins));
      const first = FLOAT_BYTES * firstBin;
      for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
        const taken = Math.min(ROWS_AT_ONCE, rows - row);
        const [from, until] = [row * bins, (row + taken) * bins];
        kernel.floats(midAt, taken * bins).set(mid.subarray(from, until));
        kernel.floats(sideAt, taken * bins).set(side.subarray(from, until));
        kernel.run.addLogs(midAt + first, sideAt + first, taken, FLOAT_BYTES * bins, count, tiniest, sums);
      }
      return kernel.doubles(sums, count).slice();
    });
  },
};

const DOUBLE_BYTES = 8;
