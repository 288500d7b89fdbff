import { sharedRows } from '../../dsp/shared-rows.ts';
import { spanSums } from '../../dsp/span-sums.ts';
import type { Hertz, Seconds } from '../../dsp/units.ts';
import { CHROMA_COLUMNS } from '../one-pass/chroma.ts';
import type { TrackFrames } from '../track-frames.ts';

/** Measurements of equal stretches of time (beats, bars), one row each. */
export interface SyncedRows {
  rows: number;
  /** Start of row 0; row i starts at `startSeconds` + i · `rowSeconds`. */
  startSeconds: Seconds;
  rowSeconds: Seconds;
  /** Mean power of each of `SYNC_BANDS`, left + right, no lower than `FLOOR_DB` below the loudest row of the band. */
  power: Float64Array;
  /** The same as level in dB; a band that is silent in the whole track is at `SILENT_DB`. */
  bandDb: Float32Array;
  /** Mean chroma, 12 classes, sum 1 or all 0. */
  chroma: Float32Array;
  /** The same of the bass register. */
  bassChroma: Float32Array;
  /** Mean spectral flux. */
  flux: Float32Array;
}

/**
 * Upper edges of the bands above the lowest in which arrangement shows: low mids, mids, presence, highs, air. The
 * lowest is the envelope of 30–120 Hz: the windows of the spectra that tell such frequencies apart are longer than a
 * beat.
 */
const UPPER_EDGES_HZ: readonly Hertz[] = [450, 1400, 4500, 9000, Infinity];
const LOWEST_EDGE_HZ: Hertz = 160;
export const SYNC_BANDS = UPPER_EDGES_HZ.length + 1;
const FLOOR_DB = 48;
/** Level of a band that is silent in the whole track: finite, so that differences are 0. */
const SILENT_DB = -120;
const CLASSES = 12;

/**
 * Averages the shared spectra over stretches of `rowSeconds` from `startSeconds` to the end of the track. Only windows
 * that lie wholly within a stretch count, so that a drop does not sound in the silence before it. Silence is the floor.
 */
export function syncRows(frames: TrackFrames, startSeconds: Seconds, rowSeconds: Seconds): SyncedRows {
  const rows = Math.max(0, Math.ceil((frames.durationSeconds - startSeconds) / rowSeconds - 0.25));
  const power = new Float64Array(rows * SYNC_BANDS);
  const flux = new Float32Array(rows);
  addEnvelope(power, frames, startSeconds, rowSeconds);
  addSpectra(power, flux, frames, startSeconds, rowSeconds);
  raiseToFloor(power, rows);
  return {
    rows,
    startSeconds,
    rowSeconds,
    power,
    bandDb: levelsOf(power),
    chroma: syncedChroma(frames.chroma.upper, frames, { rows, startSeconds, rowSeconds }),
    bassChroma: syncedChroma(frames.chroma.bass, frames, { rows, startSeconds, rowSeconds }),
    flux,
  };
}

function levelsOf(power: Float64Array): Float32Array {
  const levels = new Float32Array(power.length);
  for (let i = 0; i < power.length; i++) levels[i] = power[i] > 0 ? 10 * Math.log10(power[i]) : SILENT_DB;
  return levels;
}

/** Mean of the low envelope in the first band of each row. */
function addEnvelope(power: Float64Array, frames: TrackFrames, startSeconds: Seconds, rowSeconds: Seconds): void {
  const { low, blockSeconds } = frames.envelopes;
  for (let row = 0; row * SYNC_BANDS < power.length; row++) {
    const from = Math.max(0, Math.round((startSeconds + row * rowSeconds) / blockSeconds));
    const until = Math.min(low.length, Math.round((startSeconds + (row + 1) * rowSeconds) / blockSeconds));
    let sum = 0;
    for (let i = from; i < until; i++) sum += low[i];
    if (until > from) power[row * SYNC_BANDS] = sum / (until - from);
  }
}

/** Mean powers of the other bands, and mean flux. */
function addSpectra(
  power: Float64Array,
  flux: Float32Array,
  { spectra }: TrackFrames,
  startSeconds: Seconds,
  rowSeconds: Seconds,
): void {
  const { mid, side, hopSeconds, firstSeconds, bandCentreHz } = spectra;
  const bands = bandCentreHz.length;
  const firstBand = bandCentreHz.findIndex((hz) => hz >= LOWEST_EDGE_HZ);
  const bandOf = bandCentreHz.map((hz) => 1 + UPPER_EDGES_HZ.findIndex((edge) => hz < edge));
  // A window is four hops long; where not one would fit a row, all that are centred in it count.
  const margin = rowSeconds > 5 * hopSeconds ? 2 * hopSeconds : 0;
  const hopAt = (seconds: Seconds): number =>
    Math.min(spectra.rows, Math.max(0, Math.ceil((seconds - firstSeconds) / hopSeconds)));
  const rowStarts = Array.from(flux, (_, row) => startSeconds + row * rowSeconds);
  const from = Int32Array.from(rowStarts, (start) => hopAt(start + margin));
  const until = Int32Array.from(rowStarts, (start) => hopAt(start + rowSeconds - margin));
  const [midSums, sideSums] = [mid, side].map((matrix) => spanSums(matrix, bands, from, until));
  const risen = spanSums(spectra.flux, 1, from, until);
  for (let row = 0; row < flux.length; row++) {
    const frames = until[row] - from[row];
    if (frames <= 0) continue;
    for (let b = firstBand, at = row * bands + b; b < bands; b++, at++) {
      power[row * SYNC_BANDS + bandOf[b]] += (midSums[at] + sideSums[at]) / frames;
    }
    flux[row] = risen[row] / frames;
  }
}

/** Mean pitch classes of each row, from pools that are shared out to the rows they lie in. */
function syncedChroma(
  pools: Float32Array,
  { chroma }: TrackFrames,
  stretches: Pick<SyncedRows, 'rows' | 'startSeconds' | 'rowSeconds'>,
): Float32Array {
  const classes = sharedRows(pools, chroma, { ...stretches, width: CLASSES, columnTo: PITCH_CLASSES });
  normaliseRows(classes, CLASSES);
  return classes;
}

/**
 * Pitch class of a column of a chroma row: each class has three columns, the middle one in tune; column 0 is C in tune.
 */
function pitchClassOf(column: number): number {
  return Math.floor((column + 1) / 3) % 12;
}

const PITCH_CLASSES = Int32Array.from({ length: CHROMA_COLUMNS }, (_, column) => pitchClassOf(column));

/** Scales every row of `width` to sum 1; rows of zeros stay. */
function normaliseRows(matrix: Float32Array, width: number): void {
  for (let start = 0; start < matrix.length; start += width) {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += matrix[start + c];
    if (sum > 0) for (let c = 0; c < width; c++) matrix[start + c] /= sum;
  }
}

function raiseToFloor(power: Float64Array, rows: number): void {
  for (let b = 0; b < SYNC_BANDS; b++) {
    let loudest = 0;
    for (let row = 0; row < rows; row++) loudest = Math.max(loudest, power[row * SYNC_BANDS + b]);
    const floor = loudest * 10 ** (-FLOOR_DB / 10);
    for (let at = b; at < power.length; at += SYNC_BANDS) power[at] = Math.max(power[at], floor);
  }
}
