import type { StereoSignal } from '../audio/audio-source.ts';
import { Biquad, highShelf, lowShelf } from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels, Milliseconds } from '../dsp/units.ts';
import { compress, type CompressorSettings } from './studio/compressor.ts';
import { limit, softClip } from './studio/limiter.ts';

/**
 * The mastering chain of a song, in this order; part of the song, so that a changed mix can be mastered the same way
 * again.
 */
export interface MasterSettings {
  /** Below 120 Hz. */
  lowShelfDb: Decibels;
  /** Above 5 kHz. */
  highShelfDb: Decibels;
  /** A slow compressor that holds the mix together by one or two decibels. */
  glue: CompressorSettings;
  /** Gain into clipper and limiter: what makes the song loud. */
  driveDb: Decibels;
  /** Highest level between the samples as well as on them, to about a tenth of a decibel. */
  ceilingDb: Decibels;
  limiterReleaseMs: Milliseconds;
}

/**
 * Masters a mix: shelves, glue compression, drive, a soft clip of the sharpest peaks and a look-ahead limiter. The
 * result is new, of the same length and in time with the sum; its samples stay at or below the ceiling, and left and
 * right are turned down together. Silence and an empty signal stay what they are. Samples must be finite.
 */
export function masterSong(sum: StereoSignal, settings: MasterSettings): StereoSignal {
  const { sampleRateHz } = sum;
  const left = sum.left.slice();
  const right = sum.right.slice();
  for (const samples of [left, right]) {
    new Biquad(lowShelf(sampleRateHz, LOW_SHELF_HZ, SHELF_Q, settings.lowShelfDb)).process(samples, samples.length);
    new Biquad(highShelf(sampleRateHz, HIGH_SHELF_HZ, SHELF_Q, settings.highShelfDb)).process(samples, samples.length);
  }
  compress({ left, right }, settings.glue, sampleRateHz);
  const ceiling = dbToAmplitude(settings.ceilingDb);
  softClip({ left, right }, dbToAmplitude(settings.driveDb), ceiling);
  limit({ left, right }, ceiling, settings.limiterReleaseMs, sampleRateHz);
  return { sampleRateHz, left, right };
}

/** The two ends of a mastering equaliser: kick and bass below, hats and air above, in gentle slopes. */
const LOW_SHELF_HZ = 120;
const HIGH_SHELF_HZ = 5000;
const SHELF_Q = 0.6;
