import type { Meter, SignalLevels } from './meters.ts';
import type { Frames } from './units.ts';

// Looked up once: it stands in the innermost loop, and a choice by the sign would be guessed wrong at every other
// sample.
const { abs } = Math;

/** Peaks, offset, power, clipping and silence of a stereo signal. */
export class SignalLevelsMeter implements Meter<SignalLevels> {
  #frames: Frames = 0;
  #samplePeak = 0;
  #sumLeft = 0;
  #sumRight = 0;
  #squares = 0;
  #soundFrom: Frames = -1;
  #soundTo: Frames = -1;
  readonly #clipping = [new ClippedRuns(), new ClippedRuns()];

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let n = 0; n < frames; n++) {
      const [l, r] = [left[n], right[n]];
      this.#sumLeft += l;
      this.#sumRight += r;
      this.#squares += l * l + r * r;
      const magnitude = Math.max(abs(l), abs(r));
      if (magnitude > this.#samplePeak) this.#samplePeak = magnitude;
      if (magnitude > AUDIBLE) {
        if (this.#soundFrom < 0) this.#soundFrom = this.#frames + n;
        this.#soundTo = this.#frames + n + 1;
      }
    }
    this.#clipping[0].push(left, frames);
    this.#clipping[1].push(right, frames);
    this.#frames += frames;
  }

  finish(): SignalLevels {
    return {
      frames: this.#frames,
      samplePeak: this.#samplePeak,
      sumLeft: this.#sumLeft,
      sumRight: this.#sumRight,
      squares: this.#squares,
      clippedRuns: this.#clipping[0].runs + this.#clipping[1].runs,
      soundFrom: this.#soundFrom,
      soundTo: this.#soundTo,
    };
  }
}

/** −70 dBFS, the absolute gate of ITU-R BS.1770-5: what is not above is silence. */
export const AUDIBLE = 10 ** (-70 / 20);

/** Full scale: 16 bits end at 0.99997; dither and conversions of level take a little more off. */
export const FULL_SCALE = 0.999;
/** Two equal samples at the top happen by chance. */
export const SHORTEST_CLIPPED_RUN = 3;

/** Counts runs of equal samples at full scale of one channel; a run that several stretches share counts once. */
class ClippedRuns {
  runs = 0;
  #last = NaN;
  #length = 0;

  push(samples: Float32Array, frames: Frames): void {
    for (let n = 0; n < frames; n++) {
      const sample = samples[n];
      if (sample === this.#last) {
        this.#length += 1;
        if (this.#length === SHORTEST_CLIPPED_RUN) this.runs += 1;
      } else {
        this.#last = abs(sample) >= FULL_SCALE ? sample : NaN;
        this.#length = 1;
      }
    }
  }
}
