import { windowMeans } from './window-means.ts';
import type { LoudnessUnits, Lufs, Power } from './units.ts';

/*
 * Loudness from K-weighted powers, as ITU-R BS.1770-5, EBU R128, Tech 3341 and Tech 3342 define it.
 *
 * Every function here takes the mean squares of K-weighted left + right over consecutive blocks of 10 ms. That grid
 * divides the 400 ms, 3 s and 100 ms of the standards, and finds the maximum of a burst that begins anywhere to 0.1 LU;
 * a grid of 100 ms misses it by half a unit.
 */

/** Length of the blocks that all of these functions take. */
export const LOUDNESS_BLOCK_SECONDS = 0.01;

/**
 * Integrated loudness: the mean over 400 ms windows every 100 ms, without those below −70 LUFS and then without those
 * more than 10 LU below the mean of the rest (BS.1770-5, Annex 1).
 *
 * @param power K-weighted mean squares of 10 ms blocks
 * @returns `-Infinity` for silence and for less than 400 ms
 */
export function integratedLoudness(power: ArrayLike<Power>): Lufs {
  const windows = windowMeans(power, MOMENTARY_BLOCKS, GATING_STEP_BLOCKS).filter(isAboveAbsoluteGate);
  const gate = meanPower(windows) * RELATIVE_GATE_INTEGRATED;
  return powerToLufs(meanPower(windows.filter((window) => window > gate)));
}

/**
 * Momentary loudness: 400 ms, sliding by 10 ms. Value i belongs to the window of blocks i … i + 39.
 *
 * @returns an empty array for less than 400 ms
 */
export function momentaryLoudness(power: ArrayLike<Power>): Float64Array {
  return momentaryPower(power).map(powerToLufs);
}

/** The mean powers of the windows of `momentaryLoudness`: their order is that of the loudness, for less. */
export function momentaryPower(power: ArrayLike<Power>): Float64Array {
  return windowMeans(power, MOMENTARY_BLOCKS, 1);
}

/**
 * Short-term loudness: 3 s, sliding by 10 ms. Value i belongs to the window of blocks i … i + 299.
 *
 * @returns an empty array for less than 3 s
 */
export function shortTermLoudness(power: ArrayLike<Power>): Float64Array {
  return shortTermPower(power).map(powerToLufs);
}

/** The same of `shortTermLoudness`. */
export function shortTermPower(power: ArrayLike<Power>): Float64Array {
  return windowMeans(power, SHORT_TERM_BLOCKS, 1);
}

/**
 * Loudness range: the spread from the 10th to the 95th percentile of the short-term loudness every 100 ms, without what
 * is below −70 LUFS and then without what is more than 20 LU below the mean of the rest (EBU Tech 3342).
 *
 * @returns 0 where nothing passes the gates or the signal is shorter than 3 s
 */
export function loudnessRange(power: ArrayLike<Power>): LoudnessUnits {
  return rangeOfShortTerm(windowMeans(power, SHORT_TERM_BLOCKS, GATING_STEP_BLOCKS));
}

/** The same of short-term loudness every 100 ms, as powers. */
export function rangeOfShortTerm(shortTerm: Float64Array): LoudnessUnits {
  const windows = shortTerm.filter(isAboveAbsoluteGate);
  const gate = meanPower(windows) * RELATIVE_GATE_RANGE;
  const kept = windows.filter((window) => window >= gate).sort();
  if (kept.length === 0) return 0;
  // Nearest rank, as in the reference code of Tech 3342.
  const at = (share: number): Lufs => powerToLufs(kept[Math.round((kept.length - 1) * share)]);
  return at(0.95) - at(0.1);
}

/** Loudness of a K-weighted mean square summed over both channels: −0.691 + 10·log10; `-Infinity` for 0. */
export function powerToLufs(power: Power): Lufs {
  return K_WEIGHTING_LU + 10 * Math.log10(power);
}

/** The power that `powerToLufs` tells. */
export function lufsToPower(lufs: Lufs): Power {
  return 10 ** ((lufs - K_WEIGHTING_LU) / 10);
}

/** What K-weighting adds to 997 Hz is taken off again (BS.1770-5). */
const K_WEIGHTING_LU: LoudnessUnits = -0.691;

/** Windows and steps in blocks of 10 ms, gates as powers: −70 LUFS, 10 LU and 20 LU below the mean. */
const MOMENTARY_BLOCKS = 40;
const SHORT_TERM_BLOCKS = 300;
const GATING_STEP_BLOCKS = 10;
const ABSOLUTE_GATE: Power = lufsToPower(-70);
const RELATIVE_GATE_INTEGRATED = 0.1;
const RELATIVE_GATE_RANGE = 0.01;

function isAboveAbsoluteGate(power: Power): boolean {
  return power > ABSOLUTE_GATE;
}

function meanPower(windows: Float64Array): Power {
  return windows.length === 0 ? 0 : windows.reduce((sum, window) => sum + window, 0) / windows.length;
}
