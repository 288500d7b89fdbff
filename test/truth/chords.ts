/** A chord of a key by its Roman numeral. */
export interface Chord {
  /** Semitones above the tonic, 0–11. */
  root: number;
  /** Semitones above the root, 0 first. */
  tones: readonly number[];
}

export type Mode = 'major' | 'minor';

/** The scale that numerals and melodies of a mode are counted on: major, and natural minor. */
export const SCALES: Readonly<Record<Mode, readonly number[]>> = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
};

/**
 * The chord of a numeral such as `i`, `VI`, `bII` or `V5`: capitals are major, small ones minor, `b` lowers the degree
 * of the mode's scale by a semitone, `5` leaves out the third.
 */
export function chordOf(numeral: string, mode: Mode): Chord {
  const [, flat, degree, power] = /^(b?)([IViv]+)(5?)$/.exec(numeral) ?? [];
  const index = DEGREES.indexOf(degree?.toUpperCase());
  if (index < 0) throw new Error(`${numeral} is no numeral.`);
  const root = (SCALES[mode][index] - flat.length + 12) % 12;
  if (power === '5') return { root, tones: [0, 7] };
  return { root, tones: degree === degree.toUpperCase() ? [0, 4, 7] : [0, 3, 7] };
}

const DEGREES = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII'];
