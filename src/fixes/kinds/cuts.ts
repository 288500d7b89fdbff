import { EQ_EIGHT, type EqFilterType } from '../../devices/eq-eight.ts';
import { spokenHertz } from '../../dsp/spoken-units.ts';
import type { Hertz } from '../../dsp/units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { FixKind, FixKindName } from '../fix-kind.ts';
import { isHeard } from '../stem-context.ts';
import { eqResponse, FLAT_Q, hasEqBand, placeEqBand } from './eq-band.ts';

/** What cuts differ in. */
interface CutSide {
  name: FixKindName & ('low cut' | 'high cut' | 'steep low cut');
  type: EqFilterType;
  /** Every second corner is tried first; none where the kind is not sought. */
  cornersHz: readonly Hertz[];
  side: 'below' | 'above';
  /** Stems that are there for what it takes away, and those of which nothing is known. */
  notFor: ReadonlySet<StemRole>;
}

/** An EQ Eight high-pass of 12 dB per octave: takes the low end from a stem that has no business there. */
export const lowCutKind: FixKind = cutKind({
  name: 'low cut',
  type: 'High Pass 12dB',
  cornersHz: [40, 60, 80, 100, 125, 160, 200],
  side: 'below',
  notFor: new Set<StemRole>(['kick', 'bass', 'acid', 'group', 'unknown']),
});

/**
 * An EQ Eight high-pass of 48 dB per octave, for what goes on below all that a stem plays: no gap asks for it, since
 * that is told by the stem's own sound.
 */
export const steepLowCutKind: FixKind = cutKind({
  name: 'steep low cut',
  type: 'High Pass 48dB',
  cornersHz: [],
  side: 'below',
  notFor: new Set<StemRole>(),
});

/** An EQ Eight low-pass of 12 dB per octave: takes the hiss and fizz from a stem that has no business up there. */
export const highCutKind: FixKind = cutKind({
  name: 'high cut',
  type: 'Low Pass 12dB',
  cornersHz: [2000, 3150, 5000, 6300, 8000, 10_000, 12_500],
  side: 'above',
  notFor: new Set<StemRole>(['hats', 'snare', 'percussion', 'group', 'unknown']),
});

function cutKind({ name, type, cornersHz, side, notFor }: CutSide): FixKind {
  return {
    name,
    category: 'tone',
    sized: false,
    model: EQ_EIGHT.name,
    typicalSize: 1,
    smallestSize: 1,
    evidenceNeeded: 18,
    onMain: false,
    limits: () => [1, 1],
    candidates(stem, { centreHz }) {
      if (!hasEqBand(stem) || notFor.has(stem.role)) return [];
      const hears = (corner: Hertz): boolean =>
        side === 'below' ? isHeard(stem, centreHz, 0, corner) : isHeard(stem, centreHz, corner, Infinity);
      return cornersHz
        .filter((corner, i) => i % 2 === 1 && hears(corner))
        .map((hz) => ({ kind: name, stem: stem.index, size: 1, hz, q: FLAT_Q }));
    },
    neighbours(move) {
      const at = cornersHz.indexOf(move.hz);
      return [cornersHz[at - 1], cornersHz[at + 1]].filter((hz) => hz !== undefined).map((hz) => ({ ...move, hz }));
    },
    rounded: (move) => move,
    response: (move, _stem, axis) => eqResponse(type, move, axis),
    place: (move, stem, taken) => placeEqBand(type, move, stem, taken),
    phrase: (move) => `${name} at ${spokenHertz(move.hz)}`,
  };
}
