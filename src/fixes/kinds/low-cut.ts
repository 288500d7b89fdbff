import { EQ_EIGHT } from '../../devices/eq-eight.ts';
import { spokenHertz } from '../../dsp/spoken-units.ts';
import type { Hertz } from '../../dsp/units.ts';
import type { FixKind } from '../fix-kind.ts';
import { isHeard } from '../stem-context.ts';
import { eqResponse, FLAT_Q, hasEqBand, placeEqBand } from './eq-band.ts';

/** Corners from rumble to the end of the low mids. */
const CORNERS_HZ: readonly Hertz[] = [40, 60, 80, 100, 125, 160, 200];
const COARSE_CORNERS_HZ = CORNERS_HZ.filter((_, i) => i % 2 === 1);

/** Stems whose low end is the low end of the track. */
const LOW_END_ROLES: ReadonlySet<string> = new Set(['kick', 'bass', 'acid', 'group', 'unknown']);

/** An EQ Eight high-pass of 12 dB per octave: takes the low end from a stem that has no business there. */
export const lowCutKind: FixKind = {
  name: 'low cut',
  category: 'tone',
  sized: false,
  model: EQ_EIGHT.name,
  typicalSize: 1,
  smallestSize: 1,
  evidenceNeeded: 18,
  onMain: false,
  limits: () => [1, 1],
  candidates(stem, { centreHz }) {
    if (!hasEqBand(stem) || LOW_END_ROLES.has(stem.role)) return [];
    return COARSE_CORNERS_HZ.filter((corner) => isHeard(stem, centreHz, 0, corner)).map((hz) => ({
      kind: 'low cut',
      stem: stem.index,
      size: 1,
      hz,
      q: FLAT_Q,
    }));
  },
  neighbours(move) {
    const at = CORNERS_HZ.indexOf(move.hz);
    return [CORNERS_HZ[at - 1], CORNERS_HZ[at + 1]].filter((hz) => hz !== undefined).map((hz) => ({ ...move, hz }));
  },
  rounded: (move) => move,
  response: (move, _stem, axis) => eqResponse('High Pass 12dB', move, axis),
  place: (move, stem, taken) => placeEqBand('High Pass 12dB', move, stem, taken),
  phrase: (move) => `low cut at ${spokenHertz(move.hz)}`,
};
