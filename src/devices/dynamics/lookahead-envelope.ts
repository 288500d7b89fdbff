import type { Frames, Hertz, Milliseconds } from '../../dsp/units.ts';
import { rememberedShare } from './smoothing.ts';
import { SlidingMinimum } from './sliding-minimum.ts';

export interface LookaheadTimes {
  /** How far the signal is delayed after the gain it needs is known. */
  lookahead: Frames;
  /** Samples beyond the one it was worked out for that a needed gain must hold. */
  hold: Frames;
  releaseMs: Milliseconds | 'auto';
}

/** A reduction smaller than this is none. */
const RELEASED = 1 - 1e-9;

/** Auto release holds the deeper of a quick recovery and one that only sustained limiting brings about. */
const AUTO_FAST_RELEASE_MS: Milliseconds = 50;
const AUTO_SLOW_ATTACK_MS: Milliseconds = 400;
const AUTO_SLOW_RELEASE_MS: Milliseconds = 800;

/**
 * Gain that is never above what any sample within the look-ahead needs: the minimum over the window, released
 * exponentially (63 % in the release time), then averaged over the window. Every value averaged has seen the sample
 * that leaves the delay line, so their mean is low enough for it.
 */
export class LookaheadEnvelope {
  readonly #window: Frames;
  readonly #release: number;
  readonly #slowAttack: number;
  readonly #slowRelease: number;
  readonly #isAuto: boolean;
  readonly #minimum: SlidingMinimum;
  readonly #recent: Float64Array;
  #at = 0;
  #sum: number;
  #released = 1;
  #slow = 1;
  /** Samples since the last one that asked for less than 1. */
  #quietFrames: Frames = 0;

  constructor({ lookahead, hold, releaseMs }: LookaheadTimes, sampleRateHz: Hertz) {
    this.#window = lookahead + 1 + hold;
    this.#minimum = new SlidingMinimum(this.#window);
    this.#isAuto = releaseMs === 'auto';
    this.#release = 1 - rememberedShare(releaseMs === 'auto' ? AUTO_FAST_RELEASE_MS : releaseMs, sampleRateHz);
    this.#slowAttack = 1 - rememberedShare(AUTO_SLOW_ATTACK_MS, sampleRateHz);
    this.#slowRelease = 1 - rememberedShare(AUTO_SLOW_RELEASE_MS, sampleRateHz);
    this.#recent = new Float64Array(lookahead + 1).fill(1);
    this.#sum = this.#recent.length;
    this.#quietFrames = this.#window + this.#recent.length;
  }

  /** Replaces the first `frames` needed gains (0 … 1) by the gains to play. */
  smooth(gains: Float64Array, frames: Frames): void {
    if (this.#rests(gains, frames)) return;
    const recent = this.#recent;
    const length = recent.length;
    const release = this.#release;
    let at = this.#at;
    let sum = this.#sum;
    let released = this.#released;
    for (let n = 0; n < frames; n++) {
      const needed = gains[n];
      this.#quietFrames = needed < 1 ? 0 : this.#quietFrames + 1;
      const floor = this.#minimum.next(needed);
      const recovering = released + (1 - released) * release;
      released = floor < recovering ? floor : recovering;
      let held = released;
      if (this.#isAuto) {
        this.#slow += (floor - this.#slow) * (floor < this.#slow ? this.#slowAttack : this.#slowRelease);
        if (this.#slow > RELEASED) this.#slow = 1;
        if (this.#slow < held) held = this.#slow;
      }
      if (released > RELEASED) released = 1;
      if (held > RELEASED) held = 1;
      sum += held - recent[at];
      recent[at] = held;
      at = at + 1 === length ? 0 : at + 1;
      const gain = sum / length;
      gains[n] = gain < 1 ? gain : 1;
    }
    this.#at = at;
    this.#sum = sum;
    this.#released = released;
  }

  /** True where nothing is limited, nothing has been for a while, and all gains stay 1. */
  #rests(gains: Float64Array, frames: Frames): boolean {
    if (this.#released !== 1 || this.#slow !== 1) return false;
    if (this.#quietFrames < this.#window + this.#recent.length) return false;
    for (let n = 0; n < frames; n++) if (gains[n] < 1) return false;
    // What the running sum has gathered in rounding goes here.
    this.#sum = this.#recent.length;
    return true;
  }
}
