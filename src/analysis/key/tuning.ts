import type { Cents, Normal } from '../../dsp/units.ts';

/** How a track is tuned. */
export interface Tuning {
  /** Where the pitches lie between the equal-tempered ones, −50 … 50 from A = 440 Hz; 0 without pitch. */
  cents: Cents;
  /**
   * How well they agree on it: 1 is one tuning for all, 0 none at all, as of speech, glides and noise. Songs of
   * synthesisers have 0.33 to 0.8.
   */
  agreement: Normal;
}

/** A chroma row has a column each third of a semitone, so that the tuning can be read from it. */
const COLUMNS_PER_CLASS = 3;

/**
 * The tuning of a sum of chroma rows.
 *
 * The three columns of a semitone are phasors 120° apart. A pitch was shared linearly between two of them, so its place
 * x within a third is recovered from the angle θ of the sum as sin θ / (sin θ + sin(120° − θ)), exactly for one pitch.
 */
export function tuningOf(columns: ArrayLike<number>): Tuning {
  let re = 0;
  let im = 0;
  let total = 0;
  for (let c = 0; c < columns.length; c++) {
    total += columns[c];
    const angle = (2 * Math.PI * (c % COLUMNS_PER_CLASS)) / COLUMNS_PER_CLASS;
    re += columns[c] * Math.cos(angle);
    im += columns[c] * Math.sin(angle);
  }
  if (Math.hypot(re, im) <= 1e-9) return { cents: 0, agreement: 0 };
  const third = (2 * Math.PI) / COLUMNS_PER_CLASS;
  const angle = (Math.atan2(im, re) + 2 * Math.PI) % (2 * Math.PI);
  const sector = Math.floor(angle / third);
  const theta = angle - sector * third;
  const thirds = sector + Math.sin(theta) / (Math.sin(theta) + Math.sin(third - theta));
  return {
    cents: (thirds > COLUMNS_PER_CLASS / 2 ? thirds - COLUMNS_PER_CLASS : thirds) * (100 / COLUMNS_PER_CLASS),
    agreement: Math.hypot(re, im) / total,
  };
}

/** The pitch class, 0 = C, of each column of a chroma row, for instruments tuned `tuningCents` from A = 440 Hz. */
export function classOfColumns(columns: number, tuningCents: Cents): number[] {
  const shift = (tuningCents / 100) * COLUMNS_PER_CLASS;
  return Array.from({ length: columns }, (_, column) => (Math.round((column - shift) / COLUMNS_PER_CLASS) + 12) % 12);
}
