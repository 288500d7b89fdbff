import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Frames, Hertz, Seconds } from '../../dsp/units.ts';

/** A stretch of a signal and when it starts. */
export interface Excerpt {
  startSeconds: Seconds;
  signal: StereoSignal;
}

/** Long enough for a bar and a half at 128 BPM. */
const EXCERPT_SECONDS: Seconds = 3;
/** Twelve seconds tell what a stem is; a whole stem told no more in trials and takes twenty times as long. */
const EXCERPT_COUNT = 4;

/**
 * Keeps the loudest stretches of a signal that goes by in blocks. Stretches stand on a grid of three seconds, the last
 * may be shorter.
 */
export class ActiveExcerpts {
  readonly #sampleRateHz: Hertz;
  readonly #frames: Frames;
  #kept: (Excerpt & { power: number })[] = [];
  #left: Float32Array;
  #right: Float32Array;
  #filled = 0;
  #started = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.#frames = Math.round(EXCERPT_SECONDS * sampleRateHz);
    this.#left = new Float32Array(this.#frames);
    this.#right = new Float32Array(this.#frames);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let done = 0; done < frames;) {
      const take = Math.min(frames - done, this.#frames - this.#filled);
      this.#left.set(left.subarray(done, done + take), this.#filled);
      this.#right.set(right.subarray(done, done + take), this.#filled);
      this.#filled += take;
      done += take;
      if (this.#filled === this.#frames) this.#judge();
    }
  }

  /** The loudest stretches in the order of time. */
  finish(): Excerpt[] {
    if (this.#filled > 0) this.#judge();
    return this.#kept
      .sort((a, b) => a.startSeconds - b.startSeconds)
      .map(({ startSeconds, signal }) => ({ startSeconds, signal }));
  }

  #judge(): void {
    const left = this.#left.subarray(0, this.#filled);
    const right = this.#right.subarray(0, this.#filled);
    const power = energyOf(left) + energyOf(right);
    const quietest = this.#kept.reduce((least, kept) => Math.min(least, kept.power), Infinity);
    if (this.#kept.length < EXCERPT_COUNT || power > quietest) {
      if (this.#kept.length === EXCERPT_COUNT) this.#kept = this.#kept.filter((kept) => kept.power !== quietest);
      this.#kept.push({
        startSeconds: this.#started / this.#sampleRateHz,
        signal: { sampleRateHz: this.#sampleRateHz, left: left.slice(), right: right.slice() },
        power,
      });
    }
    this.#started += this.#filled;
    this.#filled = 0;
  }
}

/** Sum of squares, in two sums that need not wait for each other: all of a song comes by here. */
function energyOf(samples: Float32Array): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i + 1 < samples.length; i += 2) {
    even += samples[i] * samples[i];
    odd += samples[i + 1] * samples[i + 1];
  }
  const last = samples.length % 2 === 1 ? samples[samples.length - 1] : 0;
  return even + odd + last * last;
}
