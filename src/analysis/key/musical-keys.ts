/** The 24 keys, and the 24 triads they are named after: majors from C up, then minors from C up. */
export const KEY_COUNT = 24;

export type KeyMode = 'major' | 'minor';

export const TONIC_NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;

/** Semitones above the tonic; the natural minor scale is that of the major key three semitones higher. */
export const MAJOR_SCALE: readonly number[] = [0, 2, 4, 5, 7, 9, 11];

/** The place of a key, or of a triad by its root, among the 24; the tonic may lie in any octave. */
export function keyIndex(tonic: number, mode: KeyMode): number {
  return (((tonic % 12) + 12) % 12) + (mode === 'minor' ? 12 : 0);
}

export function modeOf(key: number): KeyMode {
  return key < 12 ? 'major' : 'minor';
}

export function tonicOf(key: number): number {
  return key % 12;
}
