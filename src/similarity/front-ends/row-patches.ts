import type { Seconds } from '../../dsp/units.ts';
import type { PatchSource } from './front-end.ts';

/** Patches of so many rows, `hopRows` apart, out of a matrix of rows. */
export function rowPatches(
  matrix: Float32Array,
  plan: { bands: number; patchRows: number; hopRows: number; secondsARow: Seconds; bandsFirst?: boolean },
): PatchSource {
  const { bands, patchRows, hopRows, secondsARow, bandsFirst = false } = plan;
  const rows = matrix.length / bands;
  return {
    count: rows === 0 ? 0 : Math.max(1, Math.floor((rows - patchRows) / hopRows) + 1),
    patchSeconds: patchRows * secondsARow,
    startSeconds: (index) => index * hopRows * secondsARow,
    fill: (index, into) => {
      for (let row = 0; row < patchRows; row++) {
        const from = ((index * hopRows + row) % rows) * bands;
        for (let band = 0; band < bands; band++) {
          into[bandsFirst ? band * patchRows + row : row * bands + band] = matrix[from + band];
        }
      }
    },
  };
}
