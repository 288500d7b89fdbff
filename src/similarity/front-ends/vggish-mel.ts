import { symmetricHann } from '../../dsp/window.ts';
import { monoOf, type FrontEnd } from './front-end.ts';
import { melFilters } from './mel-filters.ts';
import { melRows, rowsToTheEnd } from './mel-rows.ts';
import { rowPatches } from './row-patches.ts';

const RATE_HZ = 16_000;
const FRAME = 400;
const TRANSFORM = 512;
const HOP = 160;
const BANDS = 64;
const PATCH_ROWS = 96;
const FILTERS = melFilters(
  { bands: BANDS, lowHz: 125, highHz: 7500, scale: 'htk', straightIn: 'mel', height: 'peak' },
  TRANSFORM,
  RATE_HZ,
);
const WINDOW = symmetricHann(FRAME);
/** What is added before the logarithm. */
const OFFSET = 0.01;

/**
 * The front end of VGGish (Hershey et al. 2017) as Essentia has it: 64 bands of magnitude, ln(x + 0.01), rows of 10 ms,
 * patches of 0.96 s end to end; rows first or bands first, as the model takes them.
 */
export const VGGISH_MEL: FrontEnd = {
  name: 'vggish-mel-1',
  sampleRateHz: RATE_HZ,
  channels: 'mono',
  prepare: (track, patchShape) => {
    const samples = monoOf(track);
    const rows = melRows(samples, {
      hop: HOP,
      rows: rowsToTheEnd(samples.length, HOP),
      window: WINDOW,
      transform: TRANSFORM,
      beyond: 'zeros',
      sums: 'magnitude',
      filters: FILTERS,
    }).map((magnitude) => Math.log(magnitude + OFFSET));
    return rowPatches(rows, {
      bands: BANDS,
      patchRows: PATCH_ROWS,
      hopRows: PATCH_ROWS,
      secondsARow: HOP / RATE_HZ,
      bandsFirst: patchShape[patchShape.length - 1] === PATCH_ROWS,
    });
  },
};
