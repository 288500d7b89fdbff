import { dbToPower, powerToDb } from '../../dsp/decibels.ts';
import { runningSums } from '../../dsp/running-sums.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Decibels } from '../../dsp/units.ts';
import { findOnsets } from './onsets.ts';
import { SYNC_BANDS, type SyncedRows } from './beat-sync.ts';
import type { TrackFrames } from '../track-frames.ts';

/**
 * Differences of level far beyond this are all "something came or went"; approached smoothly, so that a step keeps one
 * highest place.
 */
const STEP_CAP_DB = 12;
/**
 * What is further than this below the loud tenth of a band's rows is silent: more silence is no more difference, where
 * phrases are placed. The same from 24 to 30 dB on the 97 songs it was chosen on.
 */
const DEPTH_DB: Decibels = 24;
const LOUD_QUANTILE = 0.9;
/** A new section changes this much in a band on average; less is ornament. */
const STEP_FLOOR_DB = 1;
/** A rise of 13 dB (ln 20) is a hit; out of silence it would be without bound. */
const HIT_CAP = 3;
/** A hit's rise is looked for in this many blocks on both sides of its place. */
const HIT_BLOCKS = 3;
const CLASSES = 12;

/**
 * Step in dB per band between the `span` rows before and after each row, beyond what ornament makes: the mean of two
 * readings. The difference of mean levels is steady where a pattern has hits and rests; the difference of the levels of
 * the mean powers is sharp, as only at the very row where a loud part begins is all before it quiet.
 */
export function levelNovelty(rows: SyncedRows, span: number): Float64Array {
  const levels = runningSums(rows.bandDb, SYNC_BANDS);
  const powers = runningSums(rows.power, SYNC_BANDS);
  const novelty = new Float64Array(rows.rows);
  const level = new Float64Array(2 * SYNC_BANDS);
  const power = new Float64Array(2 * SYNC_BANDS);
  for (let row = span; row + span <= rows.rows; row++) {
    spanMeans(levels, SYNC_BANDS, row, span, level);
    spanMeans(powers, SYNC_BANDS, row, span, power);
    let step = 0;
    for (let b = 0; b < SYNC_BANDS; b++) {
      const [before, after] = [power[b], power[SYNC_BANDS + b]];
      const sharp = before > 0 && after > 0 ? 10 * Math.log10(after / before) : 0;
      step += 0.5 * (capped(sharp) + capped(level[SYNC_BANDS + b] - level[b]));
    }
    novelty[row] = Math.max(0, step / SYNC_BANDS - STEP_FLOOR_DB);
  }
  return novelty;
}

/**
 * The same by mean levels alone, and not counting what is silent anyway. Fills and crashes, which sound in the bars on
 * either side of a section's first line, count for the one bar in two that they are: to the mean powers a bar with a
 * crash is as loud as two, and the step comes a bar late.
 *
 * @param least how few rows after a row do where the track ends: what it ends on is a line, too, and without the rows
 * behind that line the step would seem highest where they begin to be missing
 */
export function lastingNovelty(rows: SyncedRows, span: number, least: number): Float64Array {
  const levels = runningSums(audibleLevels(rows), SYNC_BANDS);
  const novelty = new Float64Array(rows.rows);
  const level = new Float64Array(2 * SYNC_BANDS);
  for (let row = span; row + least <= rows.rows; row++) {
    spanMeans(levels, SYNC_BANDS, row, span, level, Math.min(span, rows.rows - row));
    let step = 0;
    for (let b = 0; b < SYNC_BANDS; b++) step += capped(level[SYNC_BANDS + b] - level[b]);
    novelty[row] = Math.max(0, step / SYNC_BANDS - STEP_FLOOR_DB);
  }
  return novelty;
}

/** Levels of the rows, none further than `DEPTH_DB` below the loud ones of its band. */
function audibleLevels({ rows, bandDb, power }: SyncedRows): Float32Array {
  const audible = bandDb.slice();
  const band = new Float64Array(rows);
  for (let b = 0; b < SYNC_BANDS; b++) {
    for (let row = 0, at = b; row < rows; row++, at += SYNC_BANDS) band[row] = power[at];
    const floor = quantile(band, LOUD_QUANTILE) * dbToPower(-DEPTH_DB);
    if (!(floor > 0)) continue;
    const floorDb = powerToDb(floor);
    for (let at = b; at < audible.length; at += SYNC_BANDS) if (audible[at] < floorDb) audible[at] = floorDb;
  }
  return audible;
}

function capped(differenceDb: Decibels): Decibels {
  return STEP_CAP_DB * (1 - Math.exp(-Math.abs(differenceDb) / STEP_CAP_DB));
}

/** 1 − cosine of the chroma (both registers) of the `span` rows before and after each row. */
export function chordNovelty(rows: SyncedRows, span: number): Float64Array {
  const width = 2 * CLASSES;
  const joined = new Float32Array(rows.rows * width);
  for (let row = 0; row < rows.rows; row++) {
    joined.set(rows.chroma.subarray(row * CLASSES, (row + 1) * CLASSES), row * width);
    joined.set(rows.bassChroma.subarray(row * CLASSES, (row + 1) * CLASSES), row * width + CLASSES);
  }
  const sums = runningSums(joined, width);
  const novelty = new Float64Array(rows.rows);
  const means = new Float64Array(2 * width);
  for (let row = span; row + span <= rows.rows; row++) {
    spanMeans(sums, width, row, span, means);
    let dot = 0;
    let before = 0;
    let after = 0;
    for (let c = 0; c < width; c++) {
      dot += means[c] * means[width + c];
      before += means[c] ** 2;
      after += means[width + c] ** 2;
    }
    novelty[row] = before > 0 && after > 0 ? 1 - dot / Math.sqrt(before * after) : 0;
  }
  return novelty;
}

/** Rise of body and highs together at each row: claps and snares have both. */
export function hitStrength(frames: TrackFrames, { rows, startSeconds, rowSeconds }: SyncedRows): Float64Array {
  const { body, high } = findOnsets(frames);
  const strength = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = Math.round((startSeconds + row * rowSeconds) / body.blockSeconds);
    let bodyRise = 0;
    let highRise = 0;
    for (let i = Math.max(0, at - HIT_BLOCKS); i <= at + HIT_BLOCKS; i++) {
      bodyRise = Math.max(bodyRise, body.rise[i] ?? 0);
      highRise = Math.max(highRise, high.rise[i] ?? 0);
    }
    strength[row] = Math.min(HIT_CAP, bodyRise) * Math.min(HIT_CAP, highRise);
  }
  return strength;
}

/** Zero but where a value is the highest within `reach` rows. */
export function peaksOnly(novelty: Float64Array, reach: number): Float64Array {
  return novelty.map((value, i) => {
    for (let j = Math.max(0, i - reach); j <= Math.min(novelty.length - 1, i + reach); j++) {
      if (novelty[j] > value) return 0;
    }
    return value;
  });
}

/** Means of the `span` rows before `row` (first half of `means`) and of `after` rows from `row` on (second half). */
function spanMeans(
  sums: Float64Array,
  width: number,
  row: number,
  span: number,
  means: Float64Array,
  after = span,
): void {
  for (let c = 0; c < width; c++) {
    const middle = sums[row * width + c];
    means[c] = (middle - sums[(row - span) * width + c]) / span;
    means[width + c] = (sums[(row + after) * width + c] - middle) / after;
  }
}
