import { amplitudeToDb } from '../dsp/decibels.ts';
import { withUnit } from '../dsp/spoken-units.ts';
import type { Decibels, Seconds } from '../dsp/units.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * What a person should know about a file before trusting its numbers, one sentence each: folded down, mono, clipped,
 * peaks above full scale, an offset, silence at the ends, too short for a form.
 */
export function trackWarnings(frames: TrackFrames): string[] {
  const { levels, channels, durationSeconds } = frames;
  const truePeakDb = amplitudeToDb(levels.truePeak);
  const warnings: readonly (readonly [boolean, string])[] = [
    [channels > 2, `${channels} channels were folded down to stereo (ITU-R BS.775).`],
    [channels <= 2 && isMono(frames), 'The file is mono: its width says nothing about a style.'],
    [
      levels.clippedRuns >= FEWEST_CLIPPED_RUNS,
      `Clipped in ${levels.clippedRuns} places (three or more samples in a row at full scale).`,
    ],
    [
      truePeakDb > TRUE_PEAK_LIMIT_DB,
      `True peak ${withUnit(truePeakDb, 'dBTP')}: above ${TRUE_PEAK_LIMIT_DB} dBTP most players and encoders will clip.`,
    ],
    [
      Math.abs(levels.dcOffset) > DC_LIMIT,
      `Constant offset of ${withUnit(100 * levels.dcOffset, '%', 1)} of full scale.`,
    ],
    [
      levels.leadingSilenceSeconds > SILENCE_LIMIT_SECONDS,
      `${levels.leadingSilenceSeconds.toFixed(1)} s of silence at the start.`,
    ],
    [
      levels.trailingSilenceSeconds > SILENCE_LIMIT_SECONDS,
      `${levels.trailingSilenceSeconds.toFixed(1)} s of silence at the end.`,
    ],
    [
      durationSeconds < SHORTEST_FORM_SECONDS,
      `Only ${durationSeconds.toFixed(1)} s long: too short for sections, and its numbers may not stand for a track.`,
    ],
  ];
  return warnings.filter(([applies]) => applies).map(([, sentence]) => sentence);
}

/** A limiter set to full scale touches it now and then; ten flat tops are heard or meant. */
const FEWEST_CLIPPED_RUNS = 10;

/** Commercial masters overshoot by 1 dB and more every day; beyond that a warning is worth its line. */
const TRUE_PEAK_LIMIT_DB: Decibels = 1;

/** −40 dBFS: costs headroom and clicks at every edit. */
const DC_LIMIT = 0.01;

const SILENCE_LIMIT_SECONDS: Seconds = 2;

/** Sixteen bars at 128 BPM: two of the eight-bar phrases that sections are made of. */
const SHORTEST_FORM_SECONDS: Seconds = 30;

/** No side at all: not a single band of a single frame above the rounding of its channels. */
function isMono({ spectra }: TrackFrames): boolean {
  let [mid, side] = [0, 0];
  for (let i = 0; i < spectra.mid.length; i++) {
    mid += spectra.mid[i];
    side += spectra.side[i];
  }
  return side <= mid * MONO_SIDE;
}

/** Side 80 dB below mid is what dither on two equal channels leaves. */
const MONO_SIDE = 1e-8;
