import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Frames, Hertz, Normal, Power, Seconds } from '../../dsp/units.ts';

/**
 * Keeps the few short stretches of a signal in which sustained sounds are heard best: strong between about 300 Hz and 5 kHz
 * with little below (kick, bass) and above (hats). What the shared spectra cannot resolve, the voices of a unison a
 * few hertz apart, is looked for in them. About 4 MB at 44.1 kHz, however long the signal is.
 */
export class ToneStretches {
  readonly #sampleRateHz: Hertz;
  readonly #length: Frames;
  readonly #left: Float32Array;
  readonly #right: Float32Array;
  readonly #kept: (ToneStretch & { worth: number })[] = [];
  #filled: Frames = 0;
  #done: Frames = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.#length = 2 ** Math.round(Math.log2(STRETCH_SECONDS * sampleRateHz));
    this.#left = new Float32Array(this.#length);
    this.#right = new Float32Array(this.#length);
  }

  /** Takes the first `frames` samples of both channels. */
  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let from = 0; from < frames;) {
      const taken = Math.min(frames - from, this.#length - this.#filled);
      // Every other stretch is looked at: neighbours tell the same.
      if ((this.#done / this.#length) % 2 === 0) {
        this.#left.set(left.subarray(from, from + taken), this.#filled);
        this.#right.set(right.subarray(from, from + taken), this.#filled);
      }
      this.#filled += taken;
      from += taken;
      if (this.#filled === this.#length) this.#finishStretch();
    }
  }

  /** The stretches in the order of time; none of a signal shorter than one. */
  finish(): ToneStretch[] {
    const best = this.#kept.reduce((most, { worth }) => Math.max(most, worth), 0);
    return this.#kept
      .filter(({ worth }) => worth >= LEAST_WORTH * best)
      .sort((one, other) => one.startSeconds - other.startSeconds)
      .map(({ startSeconds, signal }) => ({ startSeconds, signal }));
  }

  #finishStretch(): void {
    if ((this.#done / this.#length) % 2 === 0) this.#judge();
    this.#done += this.#length;
    this.#filled = 0;
  }

  #judge(): void {
    const worth = toneWorth(this.#left, this.#right);
    const weakest = this.#kept.length < STRETCHES ? undefined : leastWorth(this.#kept);
    if (worth === 0 || (weakest !== undefined && this.#kept[weakest].worth >= worth)) return;
    const [left, right] = [this.#left.slice(), this.#right.slice()];
    const signal = { sampleRateHz: this.#sampleRateHz, left, right };
    this.#kept.splice(weakest ?? this.#kept.length, 1, {
      startSeconds: this.#done / this.#sampleRateHz,
      signal,
      worth,
    });
  }
}

/** A stretch and where it starts. */
export interface ToneStretch {
  startSeconds: Seconds;
  signal: StereoSignal;
}

/** 16384 samples at 44.1 kHz: resolves 5 cents at 2 kHz, and is about as long as the notes of a lead. */
const STRETCH_SECONDS: Seconds = 16384 / 44100;
/** Twelve seconds in all. */
const STRETCHES = 32;
/** What is worth 10 dB less than the best is drums, or too faint to tell anything. */
const LEAST_WORTH: Normal = 0.1;

/** Averaged, they leave what is below 300 Hz at 44.1 kHz. */
const RUN_FRAMES: Frames = 64;

/**
 * Power of the middle times its share of all power. The bands are what averages over 4 and over 64 samples leave,
 * which is crude and costs next to nothing.
 */
function toneWorth(left: Float32Array, right: Float32Array): number {
  let [all, belowTop, low]: Power[] = [0, 0, 0];
  for (let from = 0; from < left.length; from += RUN_FRAMES) {
    let runSum = 0;
    for (let n = from; n < from + RUN_FRAMES; n += 4) {
      const a = left[n] + right[n];
      const b = left[n + 1] + right[n + 1];
      const c = left[n + 2] + right[n + 2];
      const d = left[n + 3] + right[n + 3];
      all += a * a + b * b + c * c + d * d;
      const sum = a + b + c + d;
      belowTop += (sum * sum) / 4;
      runSum += sum;
    }
    low += (runSum * runSum) / RUN_FRAMES;
  }
  const middle = Math.max(0, belowTop - low);
  return all > 0 ? (middle * middle) / all : 0;
}

function leastWorth(kept: readonly { worth: number }[]): number {
  let least = 0;
  for (let i = 1; i < kept.length; i++) if (kept[i].worth < kept[least].worth) least = i;
  return least;
}
