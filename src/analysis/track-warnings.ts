import { amplitudeToDb } from '../dsp/decibels.ts';
import { addRows } from '../dsp/row-sums.ts';
import { spokenHertz, spokenNumber, withUnit } from '../dsp/spoken-units.ts';
import type { Decibels, Hertz, Power, Seconds } from '../dsp/units.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * What a person should know about a file before trusting its numbers, and what to do about it, one sentence each:
 * folded down, mono, one channel twice or silent or turned round, clipped, peaks above full scale, an offset, silence
 * at the ends, a low rate, too short for a form.
 */
export function trackWarnings(frames: TrackFrames): string[] {
  const { levels, channels, durationSeconds, sampleRateHz } = frames;
  const truePeakDb = amplitudeToDb(levels.truePeak);
  const warnings: readonly (readonly [boolean, string])[] = [
    [
      channels > 2,
      `${channels} channels were folded down to stereo (ITU-R BS.775), but for loudness and true peak, which are of all of them: export in stereo to compare it with stereo tracks.`,
    ],
    ...stereoWarnings(frames),
    [
      levels.clippedRuns >= FEWEST_CLIPPED_RUNS,
      `Clipped in ${levels.clippedRuns} places (three or more samples in a row at full scale): lower the level in front of the last device and export again.`,
    ],
    [
      truePeakDb > TRUE_PEAK_LIMIT_DB,
      `True peak ${withUnit(truePeakDb, 'dBTP')}: above ${TRUE_PEAK_LIMIT_DB} dBTP most players and encoders will clip; lower the limiter's ceiling.`,
    ],
    [
      Math.abs(levels.dcOffset) > DC_LIMIT,
      `Constant offset of ${withUnit(100 * levels.dcOffset, '%', 1)} of full scale: put a high-pass at 20 Hz on the track that makes it.`,
    ],
    [
      levels.leadingSilenceSeconds > SILENCE_LIMIT_SECONDS,
      `${levels.leadingSilenceSeconds.toFixed(1)} s of silence at the start: let the export begin with the first bar.`,
    ],
    [
      levels.trailingSilenceSeconds > SILENCE_LIMIT_SECONDS,
      `${levels.trailingSilenceSeconds.toFixed(1)} s of silence at the end: let the export end with the last tail.`,
    ],
    [
      sampleRateHz < LOWEST_FULL_RATE_HZ,
      `Sampled at ${sampleRateHz} Hz, so nothing above ${spokenHertz(Math.round(sampleRateHz / 2000) * 1000)} is there to be measured: export at 44100 Hz or more.`,
    ],
    [
      durationSeconds < SHORTEST_FORM_SECONDS,
      `Only ${durationSeconds.toFixed(1)} s long: too short for sections, and its numbers may not stand for a track; export the whole track.`,
    ],
  ];
  return warnings.filter(([applies]) => applies).map(([, sentence]) => sentence);
}

/** At most one of these holds. */
function stereoWarnings(frames: TrackFrames): [boolean, string][] {
  const { left, right, mid, side, correlation } = channelPowers(frames);
  if (frames.channels > 2) return [];
  const quieter = Math.min(left, right);
  const loudest = Math.max(left, right);
  if (quieter <= loudest * SILENT_CHANNEL) {
    const silent = left < right ? 'left' : 'right';
    return [[true, `The ${silent} channel is silent: check routing and panning and export again.`]];
  }
  if (side <= mid * MONO_SIDE) {
    return frames.channels === 1
      ? [[true, 'The file is mono: its width says nothing about a style; export in stereo unless mono is meant.']]
      : [
          [
            true,
            'Both channels are the same (dual mono): its width says nothing about a style; if it should be stereo, look for a Utility set to mono and export again.',
          ],
        ];
  }
  return [
    [
      correlation < OUT_OF_PHASE,
      `Left and right are out of phase (correlation ${spokenNumber(correlation, 2)}), so most of it is gone in mono: turn the phase of one channel round.`,
    ],
  ];
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

/** Side 80 dB below mid is what dither on two equal channels leaves. */
const MONO_SIDE: Power = 1e-8;

/** 80 dB below the other channel there is crosstalk and dither, no music. */
const SILENT_CHANNEL: Power = 1e-8;

/**
 * Music that is meant to be wide stays about 0; a mix with one channel turned round mirrors its usual +0.3 to +0.95.
 */
const OUT_OF_PHASE = -0.3;

/** The rate of CD: what reaches 20 kHz. */
const LOWEST_FULL_RATE_HZ: Hertz = 44_100;

/** Sums over all bands of all frames. */
function channelPowers({ spectra }: TrackFrames): {
  left: Power;
  right: Power;
  mid: Power;
  side: Power;
  correlation: number;
} {
  const [mid, side, difference, product] = [
    spectra.mid,
    spectra.side,
    spectra.leftMinusRight,
    spectra.leftTimesRight,
  ].map((matrix) => {
    const sums = new Float64Array(spectra.bandCentreHz.length);
    addRows(sums, matrix, 0, spectra.rows);
    return sums.reduce((sum, power) => sum + power, 0);
  });
  const left = (mid + side + difference) / 2;
  const right = (mid + side - difference) / 2;
  return { left, right, mid, side, correlation: product / Math.sqrt(left * right) };
}
