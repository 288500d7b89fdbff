import { LOUDNESS_BLOCK_SECONDS, powerToLufs } from '../dsp/loudness.ts';
import { runningSums } from '../dsp/running-sums.ts';
import type { Lufs, Power, Seconds } from '../dsp/units.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';

/**
 * Loudness of any stretch of a track: K-weighted mean power between two moments in LUFS, without gates (ITU-R
 * BS.1770-5).
 */
export class LoudnessOverTime {
  /** Powers of all blocks before each block, so that the mean of any stretch is one difference. */
  readonly #sums: Float64Array;

  /** @param power K-weighted mean squares of 10 ms blocks */
  constructor(power: ArrayLike<Power>) {
    this.#sums = runningSums(power);
  }

  /**
   * Loudness between two moments, to the nearest 10 ms; what lies outside the track takes no part. −70, where BS.1770
   * stops to count sound, for anything quieter and for a stretch outside.
   */
  between(startSeconds: Seconds, endSeconds: Seconds): Lufs {
    const [from, to] = [this.#blockAt(startSeconds), this.#blockAt(endSeconds)];
    if (to <= from) return SILENCE_LUFS;
    return Math.max(SILENCE_LUFS, powerToLufs((this.#sums[to] - this.#sums[from]) / (to - from)));
  }

  /**
   * The course of momentary (400 ms) and short-term (3 s) loudness at 10 Hz (EBU Tech 3341): value i is that of the
   * window whose middle is at i · `hopSeconds`, so that it stands over what it measures; at the ends of the track
   * windows are cut. Hundredths of a unit, a tenth of what meters may differ by.
   */
  curves(): AnalysisDocument['curves']['loudness'] {
    const seconds = (this.#sums.length - 2) * LOUDNESS_BLOCK_SECONDS;
    const points = Math.floor(seconds / HOP_SECONDS + ROUNDING) + 1;
    const curve = (windowSeconds: Seconds): Lufs[] =>
      Array.from({ length: Math.max(0, points) }, (_, i) => {
        const middle = i * HOP_SECONDS;
        return Math.round(100 * this.between(middle - windowSeconds / 2, middle + windowSeconds / 2)) / 100;
      });
    return {
      hopSeconds: HOP_SECONDS,
      momentaryLufs: curve(MOMENTARY_SECONDS),
      shortTermLufs: curve(SHORT_TERM_SECONDS),
    };
  }

  #blockAt(seconds: Seconds): number {
    return Math.min(this.#sums.length - 1, Math.max(0, Math.round(seconds / LOUDNESS_BLOCK_SECONDS)));
  }
}

/** BS.1770's absolute gate; silence is drawn there. */
export const SILENCE_LUFS: Lufs = -70;

/** Live meters of EBU mode are refreshed at 10 Hz at least (Tech 3341). */
const HOP_SECONDS: Seconds = 0.1;

/** The windows of EBU Tech 3341. */
const MOMENTARY_SECONDS: Seconds = 0.4;
const SHORT_TERM_SECONDS: Seconds = 3;

/** Keeps a length of whole tenths from losing its last point to rounding. */
const ROUNDING = 1e-9;
