import { symmetricHann } from '../../dsp/window.ts';
import { monoOf, type FrontEnd } from './front-end.ts';
import { melFilters } from './mel-filters.ts';
import { melRows, rowsToTheEnd } from './mel-rows.ts';
import { rowPatches } from './row-patches.ts';

const RATE_HZ = 16_000;
const FRAME = 512;
const HOP = 256;
const BANDS = 96;
const FILTERS = melFilters(
  { bands: BANDS, lowHz: 0, highHz: 8000, scale: 'slaney', straightIn: 'hertz', height: 'area' },
  FRAME,
  RATE_HZ,
);
const WINDOW = symmetricHann(FRAME);

/**
 * The front end of MusiCNN, which Discogs-EffNet and MAEST share: 96 bands of power, log₁₀(1 + 10 000·x), rows of 16
 * ms.
 *
 * @param hopRows rows from patch to patch, by the rows of a patch; other patches follow each other without overlap
 * @param standard mean and deviation that the values are brought to 0 and 1/2 by
 */
export function musicnnMel(
  hopRows: Readonly<Record<number, number>>,
  standard?: { mean: number; deviation: number },
): FrontEnd {
  const { mean, deviation } = standard ?? { mean: 0, deviation: 0.5 };
  return {
    name: `musicnn-mel-1 hops ${Object.values(hopRows).join('/')}${standard === undefined ? '' : ' standardised'}`,
    sampleRateHz: RATE_HZ,
    channels: 'mono',
    prepare: (track, patchShape) => {
      const samples = monoOf(track);
      const rows = melRows(samples, {
        hop: HOP,
        rows: rowsToTheEnd(samples.length, HOP),
        window: WINDOW,
        transform: FRAME,
        beyond: 'zeros',
        sums: 'power',
        filters: FILTERS,
      }).map((power) => (Math.log10(1 + 10_000 * power) - mean) / (2 * deviation));
      const patchRows = patchShape[patchShape.length - 2];
      const hop = hopRows[patchRows] ?? patchRows;
      return rowPatches(rows, { bands: BANDS, patchRows, hopRows: hop, secondsARow: HOP / RATE_HZ });
    },
  };
}
