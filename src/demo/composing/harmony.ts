import { TONICS, type SongKey } from '../song.ts';
import type { Progression } from '../style-sheet.ts';

/** Key and chords of a song: two bars a chord, eight bars a round. */
export class Harmony {
  private readonly scale: readonly number[];
  private readonly tonicClass: number;

  constructor(
    key: SongKey,
    private readonly progression: Progression,
  ) {
    this.scale = key.mode === 'minor' ? NATURAL_MINOR : MAJOR;
    this.tonicClass = TONICS.indexOf(key.tonic);
  }

  /** Scale degree (from 0) of the chord in a bar. */
  degreeAt(bar: number): number {
    return this.progression[Math.floor(bar / BARS_PER_CHORD) % this.progression.length];
  }

  /**
   * MIDI note of a scale degree; degree 0 is the first tonic at or above `floor`, degrees run on into other octaves.
   */
  note(degree: number, floor: number): number {
    const tonic = floor + ((((this.tonicClass - floor) % 12) + 12) % 12);
    const octave = Math.floor(degree / 7);
    return tonic + 12 * octave + this.scale[degree - 7 * octave];
  }

  /** The lowest note of a pitch class (given as a scale degree) at or above `floor`. */
  noteFrom(degree: number, floor: number): number {
    const note = this.note(degree, 0) % 12;
    return floor + ((((note - floor) % 12) + 12) % 12);
  }

  /** The triad of a bar in close position, lowest note at or above `floor`. */
  triadAt(bar: number, floor: number): number[] {
    const degree = this.degreeAt(bar);
    return [degree, degree + 2, degree + 4].map((tone) => this.noteFrom(tone, floor)).sort((low, high) => low - high);
  }
}

/** Four chords then fill the eight bars of a phrase. */
export const BARS_PER_CHORD = 2;

const NATURAL_MINOR = [0, 2, 3, 5, 7, 8, 10] as const;
const MAJOR = [0, 2, 4, 5, 7, 9, 11] as const;

/**
 * The note a kick is tuned to: tonic or fifth, whichever lies in 45–58.5 Hz (F♯1–A♯1, the range of published kicks). E
 * and F have neither there and take their own tonic, 41.2 and 43.7 Hz.
 */
export function kickNote(key: SongKey): number {
  const tonic = TONICS.indexOf(key.tonic);
  for (const pitchClass of [tonic, (tonic + 7) % 12]) {
    for (let midi = 30; midi <= 34; midi += 1) if (midi % 12 === pitchClass) return midi;
  }
  return 24 + tonic;
}
