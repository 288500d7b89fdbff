import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `spanSums` on the kernels: as many spans at once as lie within a piece of the matrix. */
export function spanSumsOnKernel(
  matrix: Float32Array,
  columns: number,
  from: Int32Array,
  until: Int32Array,
): Float64Array {
  const kernel = scratchKernel();
  const sums = new Float64Array(from.length * columns);
  for (let first = 0; first < from.length;) {
    let end = first + 1;
    while (end < from.length && (until[end] - from[first]) * columns <= PIECE_VALUES) end++;
    const [row, spans] = [from[first], end - first];
    const piece = matrix.subarray(row * columns, until[end - 1] * columns);
    const relative = (ends: Int32Array): Int32Array => ends.subarray(first, end).map((at) => at - row);
    kernel.borrow(() => {
      const pieceAt = kernel.reserve(FLOAT_BYTES * (piece.length + 1));
      kernel.floats(pieceAt, piece.length).set(piece);
      const [fromAt, untilAt] = [kernel.place(relative(from)), kernel.place(relative(until))];
      const sumsAt = kernel.reserve(DOUBLE_BYTES * spans * columns);
      kernel.doubles(sumsAt, spans * columns).fill(0);
      kernel.run.spanSums(pieceAt, columns, fromAt, untilAt, spans, sumsAt);
      sums.set(kernel.doubles(sumsAt, spans * columns), first * columns);
    });
    first = end;
  }
  return sums;
}

/** 256 kB are copied at a time, which a second-level cache holds; a longer span is copied whole. */
const PIECE_VALUES = 65536;
const DOUBLE_BYTES = 8;
