import type { Decibels, Frames, Hertz, Milliseconds } from '../../dsp/units.ts';
import { exponential } from './exponential.ts';
import { ARRIVED, rememberedShare } from './smoothing.ts';

/** Two followers of the level: where the fast one is ahead there is an onset, where it is behind a decay. */
const FAST_ATTACK_MS: Milliseconds = 1;
const SLOW_ATTACK_MS: Milliseconds = 20;
/** Both let go alike, so that between hits they agree; the fast one a little earlier, which is what marks a decay. */
const FAST_RELEASE_MS: Milliseconds = 40;
const SLOW_RELEASE_MS: Milliseconds = 120;

/** Most that an onset is raised, or a decay is raised or lowered. */
const MOST_DB: Decibels = 9;
/** Difference of the followers at which the effect is 63 % of its most. */
const FULL_DIFFERENCE_DB: Decibels = 8;
/** Levels below −100 dBFS count as this, so that silence has no onsets. */
const FLOOR = 1e-5;
/** ln(10) / 20. */
const NEPERS_PER_DB = Math.LN10 / 20;

/**
 * Raises the onsets of a sound and raises or lowers what rings after them, at any level: the gain follows the ratio of
 * a fast and a slow follower of the louder channel.
 */
export class TransientShaper {
  readonly #attackNepers: number;
  readonly #sustainNepers: number;
  readonly #fastAttack: number;
  readonly #slowAttack: number;
  readonly #fastRelease: number;
  readonly #slowRelease: number;
  #fast = 0;
  #slow = 0;

  /**
   * @param amount −1 … 1: the size raises onsets; decays are raised where it is positive and lowered where negative.
   */
  constructor(amount: number, sampleRateHz: Hertz) {
    this.#attackNepers = Math.abs(amount) * MOST_DB * NEPERS_PER_DB;
    this.#sustainNepers = amount * MOST_DB * NEPERS_PER_DB;
    this.#fastAttack = rememberedShare(FAST_ATTACK_MS, sampleRateHz);
    this.#slowAttack = rememberedShare(SLOW_ATTACK_MS, sampleRateHz);
    this.#fastRelease = rememberedShare(FAST_RELEASE_MS, sampleRateHz);
    this.#slowRelease = rememberedShare(SLOW_RELEASE_MS, sampleRateHz);
  }

  /** Changes the first `frames` samples in place. */
  process(left: Float64Array, right: Float64Array, frames: Frames): void {
    const scale = 1 / (FULL_DIFFERENCE_DB * NEPERS_PER_DB);
    let fast = this.#fast;
    let slow = this.#slow;
    for (let n = 0; n < frames; n++) {
      const l = Math.abs(left[n]);
      const r = Math.abs(right[n]);
      const level = l > r ? l : r;
      fast = level + (level > fast ? this.#fastAttack : this.#fastRelease) * (fast - level);
      slow = level + (level > slow ? this.#slowAttack : this.#slowRelease) * (slow - level);
      const ahead = Math.log((fast + FLOOR) / (slow + FLOOR)) * scale;
      const nepers =
        ahead > 0 ? this.#attackNepers * (1 - exponential(-ahead)) : this.#sustainNepers * (1 - exponential(ahead));
      const gain = exponential(nepers);
      left[n] *= gain;
      right[n] *= gain;
    }
    this.#fast = fast < ARRIVED ? 0 : fast;
    this.#slow = slow < ARRIVED ? 0 : slow;
  }
}
