import type { MusicalKey } from '../store/analysis-document.ts';
import { TONIC_NAMES } from './key/musical-keys.ts';

/** A key as DJs write it, and the keys that mix with it. */
export interface Camelot {
  /** `1A`–`12A` for minor keys, `1B`–`12B` for major ones. */
  code: string;
  /** A fifth down, a fifth up, and the relative key: they differ from the key in no note or in one. */
  mixesWith: readonly [string, string, string];
}

/**
 * The Camelot wheel (M. Davis, Mixed In Key): fifths in a circle like the hours of a clock, C major at 8B, and each
 * minor key at the hour of its relative major. `undefined` for a track without a key.
 */
export function camelotOf({ tonic, mode }: Pick<MusicalKey, 'tonic' | 'mode'>): Camelot | undefined {
  const pitchClass = TONIC_NAMES.findIndex((name) => name === tonic);
  if (pitchClass < 0 || mode === 'unknown') return undefined;
  const relativeMajor = mode === 'minor' ? pitchClass + RELATIVE_MAJOR : pitchClass;
  const hour = (HOUR_OF_C + FIFTH * relativeMajor) % HOURS;
  const [ring, other] = mode === 'minor' ? ['A', 'B'] : ['B', 'A'];
  const code = (hours: number, letter: string): string => `${((hours + HOURS - 1) % HOURS) + 1}${letter}`;
  return { code: code(hour, ring), mixesWith: [code(hour - 1, ring), code(hour + 1, ring), code(hour, other)] };
}

const HOURS = 12;
const HOUR_OF_C = 8;
/** Semitones up to the relative major, and hours a semitone: seven, as seven fifths make one. */
const RELATIVE_MAJOR = 3;
const FIFTH = 7;
