import type { Frames, Hertz } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';

// Looked up once: it stands in the innermost loop, and a choice by the sign would be guessed wrong at every other
// sample.
const { abs } = Math;

/**
 * Peaks, offset, power, clipping and silence of a stereo signal; everything in `TrackFrames.levels` but the true peak.
 */
export class LevelMeter {
  frames: Frames = 0;
  samplePeak = 0;
  #sumLeft = 0;
  #sumRight = 0;
  #squares = 0;
  #firstSound: Frames = -1;
  #lastSound: Frames = -1;
  readonly #clipping = [new ClippedRuns(), new ClippedRuns()];

  /** Takes the first `frames` samples of both channels. */
  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    let sumLeft = 0;
    let sumRight = 0;
    let squares = 0;
    let peak = 0;
    for (let n = 0; n < frames; n++) {
      const l = left[n];
      const r = right[n];
      sumLeft += l;
      sumRight += r;
      squares += l * l + r * r;
      if (abs(l) > peak) peak = abs(l);
      if (abs(r) > peak) peak = abs(r);
    }
    if (peak > SILENCE) this.#noteSound(left, right, frames);
    this.#clipping[0].push(left, frames, peak);
    this.#clipping[1].push(right, frames, peak);
    this.#sumLeft += sumLeft;
    this.#sumRight += sumRight;
    this.#squares += squares;
    this.samplePeak = Math.max(this.samplePeak, peak);
    this.frames += frames;
  }

  /** Whether every sample so far was a finite number. */
  get finite(): boolean {
    return Number.isFinite(this.#squares);
  }

  /** Whether no sample so far was above −70 dBFS, BS.1770's absolute gate: nothing can be measured then. */
  get silent(): boolean {
    return this.#firstSound < 0;
  }

  /** The levels of all that was pushed, which was not silent. */
  finish(sampleRateHz: Hertz, truePeak: number): TrackFrames['levels'] {
    const offsets = [this.#sumLeft / this.frames, this.#sumRight / this.frames];
    return {
      samplePeak: this.samplePeak,
      truePeak,
      dcOffset: abs(offsets[0]) > abs(offsets[1]) ? offsets[0] : offsets[1],
      meanSquare: this.#squares / (2 * this.frames),
      clippedRuns: this.#clipping[0].runs + this.#clipping[1].runs,
      leadingSilenceSeconds: this.#firstSound / sampleRateHz,
      trailingSilenceSeconds: (this.frames - 1 - this.#lastSound) / sampleRateHz,
    };
  }

  #noteSound(left: Float32Array, right: Float32Array, frames: Frames): void {
    const sounds = (n: Frames): boolean => abs(left[n]) > SILENCE || abs(right[n]) > SILENCE;
    let first = 0;
    while (!sounds(first)) first += 1;
    let last = frames - 1;
    while (!sounds(last)) last -= 1;
    if (this.#firstSound < 0) this.#firstSound = this.frames + first;
    this.#lastSound = this.frames + last;
  }
}

/** −70 dBFS. */
const SILENCE = 10 ** (-70 / 20);

/** Full scale: 16 bits end at 0.99997; dither and conversions of level take a little more off. */
const FULL_SCALE = 0.999;
/** Two equal samples at the top happen by chance. */
const SHORTEST_RUN = 3;

/** Counts runs of equal samples at full scale of one channel; a run that several stretches share counts once. */
class ClippedRuns {
  runs = 0;
  #last = NaN;
  #length = 0;

  push(samples: Float32Array, frames: Frames, peak: number): void {
    if (frames === 0) return;
    if (peak < FULL_SCALE) {
      this.#last = NaN;
      return;
    }
    for (let n = 0; n < frames; n++) {
      const sample = samples[n];
      if (sample === this.#last) {
        this.#length += 1;
        if (this.#length === SHORTEST_RUN) this.runs += 1;
      } else if (abs(sample) >= FULL_SCALE) {
        this.#last = sample;
        this.#length = 1;
      } else {
        this.#last = NaN;
      }
    }
  }
}
