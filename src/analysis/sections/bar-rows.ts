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
  /** How much of the hits below 120 Hz there is, against the loud bars of the track: kicks in any pattern. */
  kick: Float64Array;
  /** Level below 120 Hz between the kicks, in dB: with a kick alone it falls there, with a bass it does not. */
  bassDb: Float64Array;
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
/** Hits are jumps of the low band's power within this time, the swell of a 50 Hz period. */
const HIT_SECONDS = 0.02;
/** A bar whose hits are 6 dB below those of a loud bar has half a kick: there is one in two, or one half as strong. */
const FULL_KICK_DB: Decibels = -7;
const NO_KICK_DB: Decibels = -13;
/** Bars with more hits than all but this share are the loud ones. */
const LOUD_SHARE = 0.2;
/** Levels below are silence; finite, so that differences stay finite. */
const FLOOR_DB: Decibels = -100;
/** Where the bass register counts as empty, below the loudest twentieth of the track. */
const BASS_FLOOR_DB: Decibels = -40;
const ROW_BEATS = 4;
/** The part of a beat that is read for the bass: behind the body of the kick and before the attack of the next. */
const AFTER_KICK: Normal = 0.5;
const BEFORE_KICK: Normal = 0.95;

/** Rows of a gridded track, one a bar from the first downbeat on. */
export function barRows(frames: TrackFrames, grid: BeatGrid): BarRows {
  return rowsOf(frames, grid.firstDownbeatSeconds, (60 / grid.tempoBpm) * grid.beatsPerBar);
}

/** Rows of a track without a grid. */
export function timeRows(frames: TrackFrames, rowSeconds: Seconds): BarRows {
  return rowsOf(frames, 0, rowSeconds);
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
    let risen = 0;
    let peak = 0;
    for (let i = from; i <= until; i++) {
      if (rise[i] > risen) risen = rise[i];
      const power = low[Math.min(low.length - 1, i + 4)];
      if (power > peak) peak = power;
    }
    rises[beat] = risen;
    peaks[beat] = peak;
  }
  const rising = peaks.filter((_, beat) => rises[beat] >= KICK_RISE).sort();
  const loud = rising.length === 0 ? 0 : rising[Math.floor(rising.length * 0.9)];
  return peaks.map((peak, beat) => (rises[beat] >= KICK_RISE && peak > loud * KICK_LEVEL_SHARE ? 1 : 0));
}

function rowsOf(frames: TrackFrames, startSeconds: Seconds, rowSeconds: Seconds): BarRows {
  const { rows, bandDb, flux } = syncRows(frames, startSeconds, rowSeconds);
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
    kick: kickRows(frames, rows, startSeconds, rowSeconds),
    bassDb: bassRows(frames, rows, startSeconds, rowSeconds),
    loudnessDb: curve((row) => Math.max(FLOOR_DB, powerToDb(meanBetween(power, at(row), at(row + 1))))),
    fullnessDb: curve(
      (row) => (bandDb[row * SYNC_BANDS + 1] + bandDb[row * SYNC_BANDS + 2] + bandDb[row * SYNC_BANDS + 3]) / 3,
    ),
    highDb: curve((row) => (bandDb[row * SYNC_BANDS + 4] + bandDb[row * SYNC_BANDS + 5]) / 2),
    busyness: curve((row): Normal => (meanFlux > 0 ? flux[row] / meanFlux : 0)),
  };
}

/** How much of a kick each row has, 0–1; see `BarRows`. */
export function kickRows(
  { envelopes: { low, blockSeconds } }: TrackFrames,
  rows: number,
  startSeconds: Seconds,
  rowSeconds: Seconds,
): Float64Array {
  const hitBlocks = Math.round(HIT_SECONDS / blockSeconds);
  const hits = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = Math.max(hitBlocks, Math.round((startSeconds + row * rowSeconds) / blockSeconds));
    const until = Math.min(low.length, Math.round((startSeconds + (row + 1) * rowSeconds) / blockSeconds));
    let jumps = 0;
    for (let i = from; i < until; i++) if (low[i] > low[i - hitBlocks]) jumps += low[i] - low[i - hitBlocks];
    hits[row] = until > from ? jumps / (until - from) : 0;
  }
  const loud = hits.slice().sort()[Math.floor(rows * (1 - LOUD_SHARE))] ?? 0;
  return hits.map((value) => {
    const db = loud > 0 && value > 0 ? powerToDb(value / loud) : -Infinity;
    return Math.max(0, Math.min(1, (db - NO_KICK_DB) / (FULL_KICK_DB - NO_KICK_DB)));
  });
}

/**
 * Level of the low envelope in the second half of the beats of each row, in dB below the loudest twentieth of the
 * track: the kick has died away there, and every bass pattern plays. Of the beats the emptiest counts, so that a kick
 * off the beat, or one with a long tail, is no bass.
 */
function bassRows(
  { envelopes: { low, blockSeconds } }: TrackFrames,
  rows: number,
  startSeconds: Seconds,
  rowSeconds: Seconds,
): Float64Array {
  const bassDb = new Float64Array(rows).fill(BASS_FLOOR_DB);
  const loud = loudPower(low);
  if (!(loud > 0)) return bassDb;
  const floor = 10 ** (BASS_FLOOR_DB / 10);
  const beatSeconds = rowSeconds / ROW_BEATS;
  for (let row = 0; row < rows; row++) {
    const beats: Decibels[] = [];
    for (let beat = 0; beat < ROW_BEATS; beat++) {
      const start = startSeconds + row * rowSeconds + beat * beatSeconds;
      const from = Math.max(0, Math.round((start + AFTER_KICK * beatSeconds) / blockSeconds));
      const until = Math.min(low.length, Math.round((start + BEFORE_KICK * beatSeconds) / blockSeconds));
      let levels = 0;
      for (let i = from; i < until; i++) levels += Math.log(low[i] / loud + floor);
      if (until > from) beats.push((levels / (until - from)) * (10 / Math.LN10));
    }
    if (beats.length > 0) bassDb[row] = Math.min(...beats);
  }
  return bassDb;
}

function meanBetween(values: ArrayLike<number>, from: number, until: number): number {
  const first = Math.max(0, Math.round(from));
  const last = Math.min(values.length, Math.round(until));
  let sum = 0;
  for (let i = first; i < last; i++) sum += values[i];
  return last > first ? sum / (last - first) : 0;
}
