import type { Frames, Hertz, Milliseconds } from '../../dsp/units.ts';
import { exponential } from './exponential.ts';
import { ARRIVED, rememberedShare } from './smoothing.ts';

export interface EnvelopeTimes {
  attackMs: Milliseconds;
  /** `auto`: short after a peak, long after sustained reduction. */
  releaseMs: Milliseconds | 'auto';
  /** Whether the smoothing happens in decibels rather than in linear gain. */
  inDecibels: boolean;
}

/** Natural logarithm of a decibel of amplitude: ln(10) / 20. */
const NEPERS_PER_DB = Math.LN10 / 20;

/**
 * Auto release holds the deeper of two reductions: one that lets go fast, and one that takes part only after the level
 * has been up for a while and then lets go slowly. Live's own times are not published; these are a bus compressor's.
 */
const AUTO_FAST_RELEASE_MS: Milliseconds = 100;
const AUTO_SLOW_ATTACK_MS: Milliseconds = 1000;
const AUTO_SLOW_RELEASE_MS: Milliseconds = 1500;

/**
 * Turns the gain that a curve asks for into the gain that is played: towards a lower gain with the attack time, back up
 * with the release time, each the time in which 63 % of a step is done.
 */
export class GainEnvelope {
  readonly #inDecibels: boolean;
  readonly #attack: number;
  readonly #release: number;
  readonly #slowAttack: number;
  readonly #slowRelease: number;
  readonly #isAuto: boolean;
  /** Reduction as a number ≤ 0: nepers where the smoothing is in decibels, else gain − 1. */
  #state = 0;
  #slow = 0;

  constructor({ attackMs, releaseMs, inDecibels }: EnvelopeTimes, sampleRateHz: Hertz) {
    this.#inDecibels = inDecibels;
    this.#isAuto = releaseMs === 'auto';
    this.#attack = rememberedShare(attackMs, sampleRateHz);
    this.#release = rememberedShare(releaseMs === 'auto' ? AUTO_FAST_RELEASE_MS : releaseMs, sampleRateHz);
    this.#slowAttack = rememberedShare(AUTO_SLOW_ATTACK_MS, sampleRateHz);
    this.#slowRelease = rememberedShare(AUTO_SLOW_RELEASE_MS, sampleRateHz);
  }

  /** Replaces the first `frames` wanted gains (decibels, may be positive) by the linear gains to play. */
  smooth(gains: Float64Array, frames: Frames): void {
    const inDecibels = this.#inDecibels;
    const attack = this.#attack;
    const release = this.#release;
    let state = this.#state;
    let slow = this.#slow;
    for (let n = 0; n < frames; n++) {
      const nepers = gains[n] * NEPERS_PER_DB;
      const target = inDecibels || nepers === 0 ? nepers : exponential(nepers) - 1;
      state = target + (target < state ? attack : release) * (state - target);
      let played = state;
      if (this.#isAuto) {
        slow = target + (target < slow ? this.#slowAttack : this.#slowRelease) * (slow - target);
        if (slow < played) played = slow;
      }
      if (inDecibels) gains[n] = played === 0 ? 1 : exponential(played);
      else gains[n] = 1 + played;
    }
    this.#state = Math.abs(state) < ARRIVED ? 0 : state;
    this.#slow = Math.abs(slow) < ARRIVED ? 0 : slow;
  }
}
