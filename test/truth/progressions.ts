import type { Mode } from './chords.ts';

/** A loop of chords of equal length, and the key that a musician hears it in. */
export interface Progression {
  mode: Mode;
  numerals: readonly string[];
  /** What the bass does: the roots, or the tonic throughout. */
  bass: 'roots' | 'pedal';
}

/** The commonest loop of trance. */
export const TRANCE_LOOP: Progression = loop('minor', 'i VI III VII');

/**
 * Loops of trance, and of the pop it borrows from, whose key is beyond doubt: they begin with the tonic, or come to
 * rest on it.
 */
export const PROGRESSIONS: readonly Progression[] = [
  TRANCE_LOOP,
  loop('minor', 'i VI VII i'),
  loop('minor', 'i iv VI VII'),
  loop('minor', 'i VI VII v'),
  loop('minor', 'i III VI VII'),
  loop('minor', 'i VII VI VII'),
  loop('minor', 'i v VI iv'),
  loop('minor', 'VI VII i i'),
  loop('minor', 'iv VI i i'),
  loop('major', 'I V vi IV'),
  loop('major', 'I vi IV V'),
  loop('major', 'I IV V IV'),
  loop('major', 'I iii IV V'),
  loop('major', 'I IV vi V'),
  loop('major', 'I V ii IV'),
  loop('major', 'I I IV V'),
  loop('major', 'IV V I I'),
];

/** Loops with notes from outside the scale: the raised seventh, Dorian, Phrygian, Mixolydian. */
export const COLOURED_PROGRESSIONS: readonly Progression[] = [
  loop('minor', 'i VI iv V'),
  loop('minor', 'i VII VI V'),
  loop('minor', 'i VII IV i'),
  loop('minor', 'i i bII i'),
  loop('major', 'I bVII IV I'),
];

/** Psytrance and techno: one chord, or chords that pass over a bass that stays. */
export const PEDAL_PROGRESSIONS: readonly Progression[] = [
  loop('minor', 'i', 'pedal'),
  loop('minor', 'i i VI VII', 'pedal'),
  loop('minor', 'i i iv i', 'pedal'),
  loop('minor', 'i VII VI VII', 'pedal'),
  loop('minor', 'i i i bII', 'pedal'),
  loop('major', 'I', 'pedal'),
  loop('major', 'I I IV V', 'pedal'),
];

/**
 * Loops that neither begin with their tonic nor rest on it: musicians argue about whether they are major or minor, or
 * Dorian on the chord they open with.
 */
export const ARGUABLE_PROGRESSIONS: readonly Progression[] = [
  loop('minor', 'VI III VII i'),
  loop('minor', 'III VII i VI'),
  loop('minor', 'VI VII v i'),
  loop('minor', 'VI VII i v'),
  loop('minor', 'iv i VI VII'),
  loop('minor', 'iv VI i VII'),
];

function loop(mode: Mode, numerals: string, bass: Progression['bass'] = 'roots'): Progression {
  return { mode, numerals: numerals.split(' '), bass };
}
