import type { StereoSignal } from '../../audio/audio-source.ts';
import type { ResultRoom } from '../../dsp/result-room.ts';
import { stretchOf, type RunPowers, type Stretch } from '../../dsp/run-powers.ts';
import type { Frames, Hertz, Normal, Seconds } from '../../dsp/units.ts';

/**
 * Keeps the few short stretches of a signal in which sustained sounds are heard best: strong between about 300 Hz and 5
 * kHz with little below (kick, bass) and above (hats). What the shared spectra cannot resolve, the voices of a unison a
 * few hertz apart, is looked for in them. About 4 MB at 44.1 kHz, however long the signal is.
 */
export class ToneStretches {
  readonly #room: ResultRoom | undefined;
  readonly #sampleRateHz: Hertz;
  readonly #length: Frames;
  readonly #stretch: Stretch;
  readonly #kept: (ToneStretch & { worth: number })[] = [];
  #filled: Frames = 0;
  #done: Frames = 0;

  /** @param room for the stretches that are kept */
  constructor(sampleRateHz: Hertz, room: ResultRoom | undefined) {
    this.#room = room;
    this.#sampleRateHz = sampleRateHz;
    this.#length = 2 ** Math.round(Math.log2(STRETCH_SECONDS * sampleRateHz));
    this.#stretch = stretchOf(this.#length);
  }

  /** Takes the first `frames` samples of both channels. */
  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let from = 0; from < frames;) {
      const taken = Math.min(frames - from, this.#length - this.#filled);
      // Every other stretch is looked at: neighbours tell the same.
      if ((this.#done / this.#length) % 2 === 0) {
        this.#stretch.left.set(left.subarray(from, from + taken), this.#filled);
        this.#stretch.right.set(right.subarray(from, from + taken), this.#filled);
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
    const worth = toneWorth(this.#stretch.powers());
    const weakest = this.#kept.length < STRETCHES ? undefined : leastWorth(this.#kept);
    if (worth === 0 || (weakest !== undefined && this.#kept[weakest].worth >= worth)) return;
    const startSeconds = this.#done / this.#sampleRateHz;
    if (weakest === undefined) {
      const copyOf = (samples: Float32Array): Float32Array => this.#room?.copyOf(samples) ?? samples.slice();
      const [left, right] = [copyOf(this.#stretch.left), copyOf(this.#stretch.right)];
      this.#kept.push({ startSeconds, signal: { sampleRateHz: this.#sampleRateHz, left, right }, worth });
      return;
    }
    const { signal } = this.#kept[weakest];
    signal.left.set(this.#stretch.left);
    signal.right.set(this.#stretch.right);
    this.#kept[weakest] = { startSeconds, signal, worth };
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

/** Power of the middle times its share of all power. */
function toneWorth({ all, fours, runs }: RunPowers): number {
  const middle = Math.max(0, fours - runs);
  return all > 0 ? (middle * middle) / all : 0;
}

function leastWorth(kept: readonly { worth: number }[]): number {
  let least = 0;
  for (let i = 1; i < kept.length; i++) if (kept[i].worth < kept[least].worth) least = i;
  return least;
}
