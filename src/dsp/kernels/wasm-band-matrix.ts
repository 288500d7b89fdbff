import type { BandMatrix } from '../band-matrix.ts';
import type { ResultRoom } from '../result-room.ts';
import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES, LANES } from './kernel-signal.ts';

/** `BandMatrix` on the kernels. */
export const wasmBandMatrix: BandMatrix = {
  join(rows, columns, parts, room) {
    const kernel = scratchKernel();
    return kernel.borrow(() => {
      const places = parts.map(({ values }) => kernel.place(values));
      const matrix = kernel.reserve(FLOAT_BYTES * rows * columns);
      parts.forEach(({ values, width, every, from, to, shift }, i) => {
        const [first, sparse] = [FLOAT_BYTES * shift, places[i]];
        const count = values.length / width;
        const [start, end] = [from - shift, to - shift];
        kernel.run.spreadRows(sparse, count, width, every, start, end, matrix + first, rows, columns);
      });
      return copyOf(kernel.floats(matrix, rows * columns), room);
    });
  },
  halfDifferences(one, other, room) {
    const kernel = scratchKernel();
    return kernel.borrow(() => {
      const count = LANES * Math.ceil(one.length / LANES);
      const [oneAt, otherAt, to] = [0, 1, 2].map(() => kernel.reserve(FLOAT_BYTES * count));
      kernel.floats(oneAt, one.length).set(one);
      kernel.floats(otherAt, one.length).set(other);
      kernel.run.halfDifferences(oneAt, otherAt, count, to);
      return copyOf(kernel.floats(to, one.length), room);
    });
  },
};

function copyOf(values: Float32Array, room: ResultRoom | undefined): Float32Array {
  return room?.copyOf(values) ?? values.slice();
}
