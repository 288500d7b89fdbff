import type { Decibels, Normal, Seconds } from '../../dsp/units.ts';
import { powerToDb } from '../../dsp/decibels.ts';
import type { BeatGrid } from '../../store/analysis-document.ts';
import { findOnsets, loudPower } from '../beat-grid/onsets.ts';
import { SYNC_BANDS, syncRows } from '../beat-grid/beat-sync.ts';
import type { TrackFrames } from '../track-frames.ts';

/** What arrangement shows of a bar (or, without a grid, of a stretch of `rowSeconds`). */
export interface BarRows {
  rows: number;
  startSeconds: Seconds;
  rowSeconds: Seconds;
  /** Share of the beats that a kick falls on. */
  kick: Float64Array;
  /** K-weighted mean level. */
  loudnessDb: Float64Array;
  /** Mean level of the bands between 160 Hz and 4.5 kHz, each taken alone: how full the arrangement is. */
  fullnessDb: Float64Array;
  /** Level above 4.5 kHz. */
  highDb: Float64Array;
  /** Mean spectral flux relative to the track's mean: 1 = as busy as usual. */
  busyness: Float64Array;
  /** Levels of `SYNC_BANDS` bands, for the search of boundaries. */
  bandDb: Float32Array;
}

/** A kick is heard where the low band rises by 1.5 dB on the beat … */
const KICK_RISE = 0.35;
/** … to within 9 dB of the loudest kicks. */
const KICK_LEVEL_SHARE = 0.125;
/** The low band's rise may be this early or late: filter delay, 5 ms blocks, a grid fitted to the attack. */
const KICK_EARLY_SECONDS = 0.02;
const KICK_LATE_SECONDS = 0.045;
/** Levels below are silence; finite, so that differences stay finite. */
const FLOOR_DB: Decibels = -100;

/** Rows of a gridded track, one a bar from the first downbeat on. */
export function barRows(frames: TrackFrames, grid: BeatGrid): BarRows {
  const beatSeconds = 60 / grid.tempoBpm;
  const base = rowsOf(frames, grid.firstDownbeatSeconds, beatSeconds * grid.beatsPerBar);
  const kicks = kicksPerBeat(frames, grid.firstDownbeatSeconds, beatSeconds, base.rows * grid.beatsPerBar);
  const kick = new Float64Array(base.rows);
  for (let beat = 0; beat < kicks.length; beat++)
    kick[Math.floor(beat / grid.beatsPerBar)] += kicks[beat] / grid.beatsPerBar;
  return { ...base, kick };
}

/** Rows of a track without a grid. Where the low end plays within 9 dB of its loudest it stands for the kick. */
export function timeRows(frames: TrackFrames, rowSeconds: Seconds): BarRows {
  const base = rowsOf(frames, 0, rowSeconds);
  const { low, blockSeconds } = frames.envelopes;
  const loud = loudPower(low) / 2;
  const kick = new Float64Array(base.rows);
  for (let row = 0; row < base.rows; row++) {
    const power = meanBetween(low, (row * rowSeconds) / blockSeconds, ((row + 1) * rowSeconds) / blockSeconds);
    kick[row] = loud > 0 && power > loud * KICK_LEVEL_SHARE ? 1 : 0;
  }
  return { ...base, kick };
}

/** 1 for each beat with a kick, else 0. */
export function kicksPerBeat(
  frames: TrackFrames,
  startSeconds: Seconds,
  beatSeconds: Seconds,
  beats: number,
): Float64Array {
  const { low, blockSeconds } = frames.envelopes;
  const { rise } = findOnsets(frames).low;
  const peaks = new Float64Array(beats);
  const rises = new Float64Array(beats);
  for (let beat = 0; beat < beats; beat++) {
    const at = startSeconds + beat * beatSeconds;
    const from = Math.max(0, Math.floor((at - KICK_EARLY_SECONDS) / blockSeconds));
    const until = Math.min(rise.length - 1, Math.ceil((at + KICK_LATE_SECONDS) / blockSeconds));
    for (let i = from; i <= until; i++) {
      rises[beat] = Math.max(rises[beat], rise[i]);
      peaks[beat] = Math.max(peaks[beat], low[Math.min(low.length - 1, i + 4)]);
    }
  }
  const rising = peaks.filter((_, beat) => rises[beat] >= KICK_RISE).sort();
  const loud = rising.length === 0 ? 0 : rising[Math.floor(rising.length * 0.9)];
  return peaks.map((peak, beat) => (rises[beat] >= KICK_RISE && peak > loud * KICK_LEVEL_SHARE ? 1 : 0));
}

function rowsOf(frames: TrackFrames, startSeconds: Seconds, rowSeconds: Seconds): Omit<BarRows, 'kick'> {
  const synced = syncRows(frames, startSeconds, rowSeconds);
  const { rows, bandDb, flux } = synced;
  const { power, blockSeconds } = frames.kWeighted;
  const at = (row: number): Seconds => (startSeconds + row * rowSeconds) / blockSeconds;
  const meanFlux = flux.reduce((sum, value) => sum + value, 0) / Math.max(1, rows);
  const curve = (valueOf: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => valueOf(i));
  return {
    rows,
    startSeconds,
    rowSeconds,
    bandDb,
    loudnessDb: curve((row) => Math.max(FLOOR_DB, powerToDb(meanBetween(power, at(row), at(row + 1))))),
    fullnessDb: curve(
      (row) => (bandDb[row * SYNC_BANDS + 1] + bandDb[row * SYNC_BANDS + 2] + bandDb[row * SYNC_BANDS + 3]) / 3,
    ),
    highDb: curve((row) => (bandDb[row * SYNC_BANDS + 4] + bandDb[row * SYNC_BANDS + 5]) / 2),
    busyness: curve((row): Normal => (meanFlux > 0 ? flux[row] / meanFlux : 0)),
  };
}

function meanBetween(values: ArrayLike<number>, from: number, until: number): number {
  const first = Math.max(0, Math.round(from));
  const last = Math.min(values.length, Math.round(until));
  let sum = 0;
  for (let i = first; i < last; i++) sum += values[i];
  return last > first ? sum / (last - first) : 0;
}
