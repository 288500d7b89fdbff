import { EQ_EIGHT, type EqFilterType } from '../../devices/eq-eight.ts';
import { signedWithUnit, spokenHertz } from '../../dsp/spoken-units.ts';
import type { Hertz } from '../../dsp/units.ts';
import { roundTo, type FixKind, type FixKindName } from '../fix-kind.ts';
import { isHeard } from '../stem-context.ts';
import { EQ_STEP_DB, eqLimits, eqResponse, FLAT_Q, hasEqBand, placeEqBand } from './eq-band.ts';

/** What the two shelves differ in. */
interface ShelfSide {
  name: FixKindName & EqKindName;
  type: EqFilterType;
  cornersHz: readonly Hertz[];
  side: 'below' | 'above';
}

type EqKindName = 'low shelf' | 'high shelf';

/** An EQ Eight low shelf. */
export const lowShelfKind: FixKind = shelfKind({
  name: 'low shelf',
  type: 'Low Shelf',
  cornersHz: [80, 100, 125, 160, 200, 250, 315, 400],
  side: 'below',
});

/** An EQ Eight high shelf. */
export const highShelfKind: FixKind = shelfKind({
  name: 'high shelf',
  type: 'High Shelf',
  cornersHz: [1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10_000],
  side: 'above',
});

function shelfKind({ name, type, cornersHz, side }: ShelfSide): FixKind {
  return {
    name,
    category: 'tone',
    sized: true,
    model: EQ_EIGHT.name,
    typicalSize: 3,
    smallestSize: 1,
    evidenceNeeded: 16,
    onMain: true,
    limits: eqLimits,
    candidates(stem, { centreHz }) {
      if (!hasEqBand(stem)) return [];
      const hears = (corner: Hertz): boolean =>
        side === 'below' ? isHeard(stem, centreHz, 0, corner) : isHeard(stem, centreHz, corner, Infinity);
      return cornersHz
        .filter((corner, i) => i % 2 === 1 && hears(corner))
        .map((hz) => ({ kind: name, stem: stem.index, size: 0, hz, q: FLAT_Q }));
    },
    neighbours(move) {
      const at = cornersHz.indexOf(move.hz);
      return [cornersHz[at - 1], cornersHz[at + 1]].filter((hz) => hz !== undefined).map((hz) => ({ ...move, hz }));
    },
    rounded: (move) => ({ ...move, size: roundTo(move.size, EQ_STEP_DB) }),
    response: (move, _stem, axis) => eqResponse(type, move, axis),
    place: (move, stem, taken) => placeEqBand(type, move, stem, taken),
    phrase: (move) => `${signedWithUnit(move.size, 'dB')} ${side} ${spokenHertz(move.hz)}`,
  };
}
