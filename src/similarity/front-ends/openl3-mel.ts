import { hannWindow } from '../../dsp/window.ts';
import { monoOf, type FrontEnd } from './front-end.ts';
import { melFilters } from './mel-filters.ts';
import { melRows } from './mel-rows.ts';
import { samplePatches, stretchOf } from './sample-patches.ts';

const RATE_HZ = 48_000;
const FRAME = 2048;
const HOP = 242;
const BANDS = 128;
/** Windows of a second, 199 rows. */
const PATCH = RATE_HZ;
const ROWS = Math.floor(PATCH / HOP) + 1;
const FILTERS = melFilters(
  { bands: BANDS, lowHz: 0, highHz: RATE_HZ / 2, scale: 'slaney', straightIn: 'hertz', height: 'area' },
  FRAME,
  RATE_HZ,
);
const WINDOW = hannWindow(FRAME);
const LEAST_MAGNITUDE = 1e-10;
const RANGE_DB = 80;

/**
 * The front end of OpenL3 (Cramer et al. 2019), 128 bands: 10·log₁₀ of the magnitude, relative to the largest of each
 * window of a second and no more than 80 below it; bands first. Windows follow each other end to end: OpenL3's own
 * tenth of a second between them says the same ten times.
 */
export const OPENL3_MEL: FrontEnd = {
  name: 'openl3-mel128-1',
  sampleRateHz: RATE_HZ,
  channels: 'mono',
  prepare: (track) => {
    const samples = monoOf(track);
    return samplePatches(samples.length, { patch: PATCH, sampleRateHz: RATE_HZ }, (start, into) => {
      const rows = melRows(stretchOf(samples, start, PATCH), {
        hop: HOP,
        rows: ROWS,
        window: WINDOW,
        transform: FRAME,
        beyond: 'zeros',
        sums: 'magnitude',
        filters: FILTERS,
      });
      let loudest = -Infinity;
      for (let i = 0; i < rows.length; i++) {
        rows[i] = 10 * Math.log10(Math.max(rows[i], LEAST_MAGNITUDE));
        loudest = Math.max(loudest, rows[i]);
      }
      for (let row = 0; row < ROWS; row++) {
        for (let band = 0; band < BANDS; band++) {
          into[band * ROWS + row] = Math.max(rows[row * BANDS + band] - loudest, -RANGE_DB);
        }
      }
    });
  },
};
