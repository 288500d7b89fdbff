import { quantile } from '../../dsp/statistics.ts';
import type { Normal, Seconds } from '../../dsp/units.ts';
import type { BeatGrid, Section } from '../../store/analysis-document.ts';
import { barSecondsOf, isGridded } from '../beat-grid.ts';
import { CHROMA_COLUMNS } from '../one-pass/chroma.ts';
import type { TrackFrames } from '../track-frames.ts';
import { classOfColumns, tuningOf, type Tuning } from './tuning.ts';

/** Pitch classes bar by bar, freed of the track's tuning. */
export interface TonalBars {
  rows: number;
  /** Start of bar 0, which begins an eight-bar phrase where `phrased`. */
  startSeconds: Seconds;
  barSeconds: Seconds;
  /** Without a grid the rows are stretches of two seconds, and none of them begins a phrase. */
  phrased: boolean;
  /** Which bars begin a double phrase of sixteen: those with this remainder, 0 or 8. */
  doublePhraseBar: number;
  /** 12 a row, of chords and melodies; sum 1, or 0 without pitch. */
  upper: Float64Array;
  /** The same of what they stand on. */
  bass: Float64Array;
  /**
   * How tonal a bar is beside the most tonal ones, 0–1: breakdowns count fully, bars in which drums drown the chords
   * less, and bars of drums hardly at all.
   */
  weight: Float64Array;
  tuning: Tuning;
  /** Mean strength of the pitches of a pool in the most tonal bars; see `PitchRows` for the unit. */
  salience: number;
}

/** Gathers the chroma of a track on its bars. A track without pitch has weights, tuning and salience 0. */
export function tonalBars(
  frames: Pick<TrackFrames, 'chroma' | 'durationSeconds'>,
  grid: BeatGrid,
  sections: readonly Section[],
): TonalBars {
  const { chroma } = frames;
  const phrased = isGridded(grid);
  const startSeconds = phrased ? grid.firstDownbeatSeconds : 0;
  const barSeconds = phrased ? barSecondsOf(grid) : UNGRIDDED_ROW_SECONDS;
  const rows = Math.max(1, Math.ceil((frames.durationSeconds - startSeconds) / barSeconds));
  const heard = tuningOf(sumOfRows(chroma.upper));
  const tuning = heard.agreement < LEAST_AGREEMENT ? { ...heard, cents: 0 } : heard;
  const classes = classOfColumns(CHROMA_COLUMNS, tuning.cents);
  const upper = new Float64Array(rows * 12);
  const bass = new Float64Array(rows * 12);
  const pools = new Float64Array(rows);
  for (let pool = 0; pool < chroma.rows; pool++) {
    const row = Math.floor((chroma.firstSeconds + pool * chroma.hopSeconds - startSeconds) / barSeconds);
    if (row < 0 || row >= rows) continue;
    pools[row]++;
    for (let column = 0; column < CHROMA_COLUMNS; column++) {
      upper[row * 12 + classes[column]] += chroma.upper[pool * CHROMA_COLUMNS + column];
      bass[row * 12 + classes[column]] += chroma.bass[pool * CHROMA_COLUMNS + column];
    }
  }
  const strengths = normaliseRows(upper);
  normaliseRows(bass);
  for (let row = 0; row < rows; row++) strengths[row] /= Math.max(1, pools[row]);
  const salience = quantile(strengths, TONAL_QUANTILE);
  const weight = strengths.map((strength) => (salience > 0 ? Math.min(1, strength / salience) ** 2 : 0));
  const doublePhraseBar = doublePhraseOf(sections);
  return { rows, startSeconds, barSeconds, phrased, doublePhraseBar, upper, bass, weight, tuning, salience };
}

/**
 * Where the pitches agree less than this on a tuning, as of speech, glides and detuned samples, what they seem to agree
 * on is chance, and A = 440 Hz, which nearly all music is made in, the better guess.
 */
export const LEAST_AGREEMENT: Normal = 0.1;
/** About a bar at trance tempos. */
const UNGRIDDED_ROW_SECONDS: Seconds = 2;
/** A fifth of a track is breakdown, or as rich in chords as one. */
const TONAL_QUANTILE = 0.8;

/** Long loops begin where sections do. */
function doublePhraseOf(sections: readonly Section[]): number {
  let lead = 0;
  for (const { startBar, bars } of sections) {
    if (startBar % 16 === 0) lead += bars;
    if (startBar % 16 === 8) lead -= bars;
  }
  return lead < 0 ? 8 : 0;
}

function sumOfRows(chroma: Float32Array): Float64Array {
  const sums = new Float64Array(CHROMA_COLUMNS);
  for (let i = 0; i < chroma.length; i++) sums[i % CHROMA_COLUMNS] += chroma[i];
  return sums;
}

/** Scales every row of 12 to sum 1; rows of zeros stay. Returns the sums. */
function normaliseRows(matrix: Float64Array): Float64Array {
  const sums = new Float64Array(matrix.length / 12);
  for (let row = 0; row < sums.length; row++) {
    for (let c = 0; c < 12; c++) sums[row] += matrix[row * 12 + c];
    if (sums[row] > 0) for (let c = 0; c < 12; c++) matrix[row * 12 + c] /= sums[row];
  }
  return sums;
}
