import { EQ_EIGHT } from '../../devices/eq-eight.ts';
import { signedWithUnit, spokenHertz } from '../../dsp/spoken-units.ts';
import type { Decibels, Hertz } from '../../dsp/units.ts';
import { roundTo, type FixKind, type Move } from '../fix-kind.ts';
import { cascade } from '../predict/stem-response.ts';
import { CENTRES_HZ, EQ_STEP_DB, eqResponse, hasEqBand, isHeardAt, placeEqBands, type EqBand } from './eq-band.ts';

/**
 * Third octaves between the two bells, and the Q at which what lies between them is as deep as both, to a twelfth. Half
 * of the gain spans 1.4, 2.1, 2.8 and 3.4 octaves.
 */
const WIDTHS: readonly { thirds: number; q: number }[] = [
  { thirds: 2, q: 2 },
  { thirds: 3, q: 1.4 },
  { thirds: 4, q: 1 },
  { thirds: 5, q: 0.8 },
];
/** Each adds about an eighth to the other, so that both come to the 9 dB of a single one. */
const LARGEST_CUT_DB: Decibels = -8;
/** An octave from bell to bell: tried first. */
const TYPICAL = WIDTHS[1];

/**
 * Two EQ Eight bells side by side, for what is too much over an octave or more and falls off steeply on both sides,
 * such as mud from 170 to 450 Hz: of 23 planted regions the best single bell leaves 42 %, and this 35 %. The size is
 * the gain of each bell, the frequency that of the lower one.
 */
export const plateauKind: FixKind = {
  name: 'plateau',
  category: 'tone',
  sized: true,
  model: EQ_EIGHT.name,
  typicalSize: 3.5,
  smallestSize: 1,
  // A bell's and the odds against a second one: it must not stand in for a bell that lies between two of its places.
  evidenceNeeded: 22,
  onMain: false,
  // A whole octave that is missing was never there, or is a matter for a shelf.
  limits: () => [LARGEST_CUT_DB, 0],
  candidates(stem, { centreHz }) {
    if (!hasEqBand(stem)) return [];
    return CENTRES_HZ.filter((_, i) => i % 2 === 1).flatMap((hz) => {
      const move: Move = { kind: 'plateau', stem: stem.index, size: 0, hz, q: TYPICAL.q };
      const isHeard = isPlace(move) && bellsOf(move).every((bell) => isHeardAt(stem, centreHz, bell.hz));
      return isHeard ? [move] : [];
    });
  },
  neighbours(move) {
    const low = CENTRES_HZ.indexOf(move.hz);
    const width = WIDTHS.indexOf(widthOf(move));
    const near = [
      ...[CENTRES_HZ[low - 1], CENTRES_HZ[low + 1]].filter((hz) => hz !== undefined).map((hz) => ({ ...move, hz })),
      ...[WIDTHS[width - 1], WIDTHS[width + 1]].filter((one) => one !== undefined).map(({ q }) => ({ ...move, q })),
    ];
    return near.filter(isPlace);
  },
  rounded: (move) => ({ ...move, size: roundTo(move.size, EQ_STEP_DB) }),
  response(move, _stem, axis) {
    const [low, high] = bellsOf(move).map(({ hz }) => eqResponse('Bell', { ...move, hz }, axis));
    return cascade(low, high);
  },
  place: (move, stem, taken) => placeEqBands(bellsOf(move), stem, taken),
  phrase(move) {
    const [low, high] = plateauHz(move);
    return `${signedWithUnit(move.size, 'dB')} at ${spokenHertz(low)} and ${spokenHertz(high)}`;
  },
};

function widthOf({ q }: Pick<Move, 'q'>): (typeof WIDTHS)[number] {
  return WIDTHS.find((width) => width.q === q) ?? TYPICAL;
}

/** Where the two bells stand. */
export function plateauHz(move: Pick<Move, 'hz' | 'q'>): readonly [Hertz, Hertz] {
  return [move.hz, CENTRES_HZ[CENTRES_HZ.indexOf(move.hz) + widthOf(move).thirds]];
}

function bellsOf(move: Move): [EqBand, EqBand] {
  const [low, high] = plateauHz(move);
  const bell = { type: 'Bell', q: move.q, gainDb: move.size } as const;
  return [
    { ...bell, hz: low },
    { ...bell, hz: high },
  ];
}

/** Whether there are two places an instrument can be equalised at. */
function isPlace(move: Move): boolean {
  return CENTRES_HZ.indexOf(move.hz) + widthOf(move).thirds < CENTRES_HZ.length;
}
