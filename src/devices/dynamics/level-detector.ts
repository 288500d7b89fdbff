import type { Decibels, Frames, Hertz, Milliseconds, Power } from '../../dsp/units.ts';
import { ARRIVED, rememberedShare } from './smoothing.ts';

/** Samples that are measured, smoothed and applied together, so that all scratch stays in the nearest cache. */
export const DYNAMICS_CHUNK: Frames = 256;

/** A window short enough to follow a kick, long enough not to follow a 50 Hz cycle; Live's own is not published. */
export const RMS_TIME_MS: Milliseconds = 10;

/** 10 / ln 10: the natural logarithm is the cheaper one where every sample needs it. */
const DB_PER_LOG_POWER = 10 / Math.LN10;

/** Level of a power; silence is −Infinity. */
export function levelOf(power: Power): Decibels {
  return DB_PER_LOG_POWER * Math.log(power);
}

/** The power of the louder channel, sample by sample: as it is (peak), or its running mean (RMS). */
export class LevelDetector {
  readonly #memory: number;
  #meanSquare: Power = 0;

  /** @param rmsMs time in which the mean follows 63 % of a step; 0 for the samples themselves. */
  constructor(rmsMs: Milliseconds, sampleRateHz: Hertz) {
    this.#memory = rememberedShare(rmsMs, sampleRateHz);
  }

  /** Writes one power for each of the first `frames` samples. */
  measure(left: Float64Array, right: Float64Array, frames: Frames, powers: Float64Array): void {
    const memory = this.#memory;
    let mean = this.#meanSquare;
    for (let n = 0; n < frames; n++) {
      const l = left[n] * left[n];
      const r = right[n] * right[n];
      const square = l > r ? l : r;
      mean = square + memory * (mean - square);
      powers[n] = mean;
    }
    this.#meanSquare = mean < ARRIVED * ARRIVED ? 0 : mean;
  }
}
