/**
 * Units as types. They are aliases, so they cost nothing and convert freely; they are there so that a signature says
 * what a number means. Names of values carry the unit too (`thresholdDb`, `centreHz`).
 */

/** Level or gain on a decibel scale. Silence is `-Infinity`. */
export type Decibels = number;
/** Absolute loudness, ITU-R BS.1770 (LUFS = LKFS). Silence is `-Infinity`. */
export type Lufs = number;
/** Loudness difference, EBU R128. */
export type LoudnessUnits = number;
/** Frequency in cycles per second. */
export type Hertz = number;
/** Time in seconds. */
export type Seconds = number;
/** Time in milliseconds. */
export type Milliseconds = number;
/** Beats per minute. */
export type BeatsPerMinute = number;
/** Hundredths of an equal-tempered semitone. */
export type Cents = number;
/** 0–100, or beyond where a control goes beyond (Utility's width ends at 200). */
export type Percent = number;
/** A count of samples of one channel. */
export type Frames = number;
/** 0–1. */
export type Normal = number;
/** Linear energy (sum or mean of squares); 10·log10 gives decibels. */
export type Power = number;
