import type { Hertz, Seconds } from '../../dsp/units.ts';
import { CHROMA_COLUMNS } from '../one-pass/chroma.ts';
import type { TrackFrames } from '../track-frames.ts';

/** Measurements of equal stretches of time (beats, bars), one row each. */
export interface SyncedRows {
  rows: number;
  /** Start of row 0; row i starts at `startSeconds` + i · `rowSeconds`. */
  startSeconds: Seconds;
  rowSeconds: Seconds;
  /**
   * Mean level in dB of each of `SYNC_BANDS`, left + right, no lower than `FLOOR_DB` below the loudest row of the band.
   */
  bandDb: Float32Array;
  /** Mean chroma, 12 classes, sum 1 or all 0. */
  chroma: Float32Array;
  /** The same of the bass register. */
  bassChroma: Float32Array;
  /** Mean spectral flux. */
  flux: Float32Array;
}

/** Upper edges of the bands in which arrangement shows: sub, kick and bass, low mids, mids, presence, highs, air. */
const UPPER_EDGES_HZ: readonly Hertz[] = [70, 160, 450, 1400, 4500, 9000, Infinity];
export const SYNC_BANDS = UPPER_EDGES_HZ.length;
const FLOOR_DB = 48;
/** Level of a band that is silent in the whole track: finite, so that differences are 0. */
const SILENT_DB = -120;

/**
 * Averages the shared spectra over stretches of `rowSeconds` from `startSeconds` to the end of the track. Silence is
 * the floor.
 */
export function syncRows(frames: TrackFrames, startSeconds: Seconds, rowSeconds: Seconds): SyncedRows {
  const { spectra } = frames;
  const { mid, side } = spectra;
  const rows = Math.max(0, Math.ceil((frames.durationSeconds - startSeconds) / rowSeconds - 0.25));
  const power = new Float64Array(rows * SYNC_BANDS);
  const chroma = new Float32Array(rows * 12);
  const bassChroma = new Float32Array(rows * 12);
  const flux = new Float32Array(rows);
  const counts = new Float64Array(rows);
  const bands = spectra.bandCentreHz.length;
  const bandOf = spectra.bandCentreHz.map((hz) => UPPER_EDGES_HZ.findIndex((edge) => hz < edge));
  for (let frame = 0; frame < spectra.rows; frame++) {
    const row = Math.floor((spectra.firstSeconds + frame * spectra.hopSeconds - startSeconds) / rowSeconds);
    if (row < 0 || row >= rows) continue;
    counts[row]++;
    flux[row] += spectra.flux[frame];
    for (let b = 0; b < bands; b++) {
      power[row * SYNC_BANDS + bandOf[b]] += mid[frame * bands + b] + side[frame * bands + b];
    }
  }
  for (let pool = 0; pool < frames.chroma.rows; pool++) {
    const { upper, bass, firstSeconds, hopSeconds } = frames.chroma;
    const row = Math.floor((firstSeconds + pool * hopSeconds - startSeconds) / rowSeconds);
    if (row < 0 || row >= rows) continue;
    for (let c = 0; c < CHROMA_COLUMNS; c++) {
      const at = row * 12 + PITCH_CLASSES[c];
      chroma[at] += upper[pool * CHROMA_COLUMNS + c];
      bassChroma[at] += bass[pool * CHROMA_COLUMNS + c];
    }
  }
  for (let row = 0; row < rows; row++) {
    if (counts[row] === 0) continue;
    flux[row] /= counts[row];
    for (let b = 0; b < SYNC_BANDS; b++) power[row * SYNC_BANDS + b] /= counts[row];
  }
  normaliseRows(chroma, 12);
  normaliseRows(bassChroma, 12);
  return { rows, startSeconds, rowSeconds, bandDb: toDb(power, rows), chroma, bassChroma, flux };
}

/**
 * Pitch class of a column of a chroma row: each class has three columns, the middle one in tune; column 0 is C in tune.
 */
function pitchClassOf(column: number): number {
  return Math.floor((column + 1) / 3) % 12;
}

const PITCH_CLASSES: readonly number[] = Array.from({ length: CHROMA_COLUMNS }, (_, column) => pitchClassOf(column));

/** Scales every row of `width` to sum 1; rows of zeros stay. */
function normaliseRows(matrix: Float32Array, width: number): void {
  for (let start = 0; start < matrix.length; start += width) {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += matrix[start + c];
    if (sum > 0) for (let c = 0; c < width; c++) matrix[start + c] /= sum;
  }
}

function toDb(power: Float64Array, rows: number): Float32Array {
  const db = new Float32Array(power.length);
  for (let b = 0; b < SYNC_BANDS; b++) {
    let loudest = 0;
    for (let row = 0; row < rows; row++) loudest = Math.max(loudest, power[row * SYNC_BANDS + b]);
    const floor = loudest * 10 ** (-FLOOR_DB / 10);
    for (let row = 0; row < rows; row++) {
      const at = row * SYNC_BANDS + b;
      db[at] = loudest > 0 ? 10 * Math.log10(Math.max(power[at], floor)) : SILENT_DB;
    }
  }
  return db;
}
