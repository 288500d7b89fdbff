import { EQ_EIGHT } from '../../devices/eq-eight.ts';
import { spokenHertz } from '../../dsp/spoken-units.ts';
import type { Hertz } from '../../dsp/units.ts';
import type { FixKind } from '../fix-kind.ts';
import { isHeard } from '../stem-context.ts';
import { eqResponse, FLAT_Q, hasEqBand, placeEqBand } from './eq-band.ts';

/** Corners from the end of a bass to where hiss begins. */
const CORNERS_HZ: readonly Hertz[] = [2000, 3150, 5000, 6300, 8000, 10_000, 12_500];
const COARSE_CORNERS_HZ = CORNERS_HZ.filter((_, i) => i % 2 === 1);

/** Stems whose top is what they are there for, and those of which nothing is known. */
const TOP_ROLES: ReadonlySet<string> = new Set(['hats', 'clap', 'percussion', 'group', 'unknown']);

/** An EQ Eight low-pass of 12 dB per octave: takes the hiss and fizz from a stem that has no business up there. */
export const highCutKind: FixKind = {
  name: 'high cut',
  category: 'tone',
  sized: false,
  model: EQ_EIGHT.name,
  typicalSize: 1,
  smallestSize: 1,
  evidenceNeeded: 18,
  onMain: false,
  limits: () => [1, 1],
  candidates(stem, { centreHz }) {
    if (!hasEqBand(stem) || TOP_ROLES.has(stem.role)) return [];
    return COARSE_CORNERS_HZ.filter((corner) => isHeard(stem, centreHz, corner, Infinity)).map((hz) => ({
      kind: 'high cut',
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
  response: (move, _stem, axis) => eqResponse('Low Pass 12dB', move, axis),
  place: (move, stem, taken) => placeEqBand('Low Pass 12dB', move, stem, taken),
  phrase: (move) => `high cut at ${spokenHertz(move.hz)}`,
};
