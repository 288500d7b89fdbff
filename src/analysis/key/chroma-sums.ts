import type { Cents, Seconds } from '../../dsp/units.ts';
import { CHROMA_COLUMNS } from '../one-pass/chroma.ts';
import type { TrackFrames } from '../track-frames.ts';

export interface Span {
  startSeconds: Seconds;
  endSeconds: Seconds;
  weight: number;
}

/** A chroma row has a column each third of a semitone, so that the tuning can be read from it. */
const COLUMNS_PER_CLASS = 3;

/**
 * Weighted sum of the 36 columns over spans of time; each row counts alike, however many pitches it has. Zeros
 * without pitch.
 */
export function chromaOver(frames: TrackFrames, register: 'upper' | 'bass', spans: readonly Span[]): Float64Array {
  const { rows, hopSeconds, firstSeconds } = frames.chroma;
  const matrix = frames.chroma[register];
  const sums = new Float64Array(CHROMA_COLUMNS);
  for (const { startSeconds, endSeconds, weight } of spans) {
    const from = Math.max(0, Math.ceil((startSeconds - firstSeconds) / hopSeconds));
    const until = Math.min(rows, Math.ceil((endSeconds - firstSeconds) / hopSeconds));
    for (let row = from; row < until; row++) {
      let total = 0;
      for (let c = 0; c < CHROMA_COLUMNS; c++) total += matrix[row * CHROMA_COLUMNS + c];
      if (!(total > 0)) continue;
      for (let c = 0; c < CHROMA_COLUMNS; c++) sums[c] += (weight * matrix[row * CHROMA_COLUMNS + c]) / total;
    }
  }
  return sums;
}

/**
 * Where the pitches lie between the equal-tempered ones, −50 … 50 cents from A = 440 Hz; 0 without pitch.
 *
 * The three columns of a semitone are phasors 120° apart. A pitch was shared linearly between two of them, so its place
 * x within a third is recovered from the angle θ of the sum as sin θ / (sin θ + sin(120° − θ)), exactly for one pitch.
 */
export function tuningOf(columns: Float64Array): Cents {
  let re = 0;
  let im = 0;
  for (let c = 0; c < columns.length; c++) {
    const angle = (2 * Math.PI * (c % COLUMNS_PER_CLASS)) / COLUMNS_PER_CLASS;
    re += columns[c] * Math.cos(angle);
    im += columns[c] * Math.sin(angle);
  }
  if (Math.hypot(re, im) <= 1e-9) return 0;
  const third = (2 * Math.PI) / COLUMNS_PER_CLASS;
  const angle = (Math.atan2(im, re) + 2 * Math.PI) % (2 * Math.PI);
  const sector = Math.floor(angle / third);
  const theta = angle - sector * third;
  const thirds = sector + Math.sin(theta) / (Math.sin(theta) + Math.sin(third - theta));
  return (thirds > COLUMNS_PER_CLASS / 2 ? thirds - COLUMNS_PER_CLASS : thirds) * (100 / COLUMNS_PER_CLASS);
}

/**
 * Folds 36 columns to 12 pitch classes of an instrument tuned `tuningCents` from A = 440 Hz; the sum is 1, or 0 without
 * pitch.
 */
export function pitchClassesOf(columns: Float64Array, tuningCents: Cents): Float64Array {
  const classes = new Float64Array(12);
  const shift = (tuningCents / 100) * COLUMNS_PER_CLASS;
  let total = 0;
  for (let c = 0; c < columns.length; c++) {
    const semitone = Math.round((c - shift) / COLUMNS_PER_CLASS);
    classes[(semitone + 12) % 12] += columns[c];
    total += columns[c];
  }
  return total > 0 ? classes.map((value) => value / total) : classes;
}
