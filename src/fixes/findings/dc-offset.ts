import type { StemDefects } from '../../analysis/stem-defects.ts';
import { spokenNumber } from '../../dsp/spoken-units.ts';
import { utilityFor } from '../kinds/utility-in-place.ts';
import type { FindingKind } from '../stem-findings.ts';

/** −46 dBFS: half of what a whole mix is warned of, since offsets of stems add up. A lower one costs no headroom. */
const LEAST_OFFSET = 0.005;

/** A constant offset costs headroom, makes compressors and saturators uneven, and clicks at every cut. */
export const dcOffsetFinding: FindingKind = (stem, { dcOffset }) => {
  const offset = offsetOf(dcOffset);
  if (offset === undefined) return undefined;
  const canFilter = utilityFor(stem, 'DC Filter') !== undefined;
  return {
    stem,
    move: canFilter ? { kind: 'DC filter', stem: stem.index, size: 1, hz: 0, q: 0 } : undefined,
    byHand: 'it has a constant DC offset. Unfreeze the track and switch on the DC filter of a Utility at its end.',
    why: `The waveform stands ${spokenNumber(100 * Math.abs(offset), 1)} % of full scale ${offset > 0 ? 'above' : 'below'} the middle: a DC offset that nobody hears and that costs headroom.`,
    colours: false,
    bendsLevel: true,
  };
};

/** The larger offset of both channels, in full scales; `undefined` where it costs nothing. */
export function offsetOf({ left, right }: StemDefects['dcOffset']): number | undefined {
  const offset = Math.abs(left) > Math.abs(right) ? left : right;
  return Math.abs(offset) < LEAST_OFFSET ? undefined : offset;
}
