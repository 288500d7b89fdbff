import { EQ_EIGHT } from '../../devices/eq-eight.ts';
import { signedWithUnit, spokenHertz } from '../../dsp/spoken-units.ts';
import type { Hertz } from '../../dsp/units.ts';
import { roundTo, type FixKind, type Move } from '../fix-kind.ts';
import { CENTRES_HZ, EQ_STEP_DB, eqLimits, eqResponse, hasEqBand, isHeardAt, placeEqBand } from './eq-band.ts';

/** Every second centre is tried first; a bell of Q 1 is more than an octave wide, so nothing falls between. */
const COARSE_CENTRES_HZ = CENTRES_HZ.filter((_, i) => i % 2 === 1);
const COARSE_Q = 1;
const QS: readonly number[] = [0.5, 0.7, 1, 1.4, 2, 2.8, 4];
/**
 * Narrow is for cutting away what sticks out. A narrow boost rings, and below 160 Hz it would tune the mix to one bass
 * note.
 */
const NARROWEST_TUNED_Q = 1.4;
const TUNED_BELOW_HZ: Hertz = 160;

/** An EQ Eight bell. */
export const bellKind: FixKind = {
  name: 'bell',
  category: 'tone',
  sized: true,
  model: EQ_EIGHT.name,
  typicalSize: 3.5,
  smallestSize: 1,
  evidenceNeeded: 18,
  onMain: true,
  limits: eqLimits,
  candidates(stem, { centreHz }) {
    if (!hasEqBand(stem)) return [];
    return COARSE_CENTRES_HZ.filter((hz) => isHeardAt(stem, centreHz, hz)).map((hz) => ({
      kind: 'bell',
      stem: stem.index,
      size: 0,
      hz,
      q: COARSE_Q,
    }));
  },
  neighbours(move) {
    const centre = CENTRES_HZ.indexOf(move.hz);
    const q = QS.indexOf(move.q);
    return [
      ...[CENTRES_HZ[centre - 1], CENTRES_HZ[centre + 1]]
        .filter((hz) => hz !== undefined)
        .map((hz) => ({ ...move, hz })),
      ...[QS[q - 1], QS[q + 1]].filter((value) => value !== undefined).map((value) => ({ ...move, q: value })),
    ].filter((near) => near.q <= narrowestQ(near));
  },
  rounded: (move) => ({ ...move, size: roundTo(move.size, EQ_STEP_DB) }),
  response: (move, _stem, axis) => eqResponse('Bell', move, axis),
  place: (move, stem, taken) => placeEqBand('Bell', move, stem, taken),
  phrase: (move) => `${signedWithUnit(move.size, 'dB')} at ${spokenHertz(move.hz)}`,
};

function narrowestQ({ hz, size }: Move): number {
  return size > 0 || hz < TUNED_BELOW_HZ ? NARROWEST_TUNED_Q : Infinity;
}
