import type { Meter } from './meters.ts';
import type { Frames } from './units.ts';
import { kaiserSincAt } from './window.ts';

/**
 * True peak of a stereo signal: the greatest magnitude of either channel, four times oversampled (ITU-R BS.1770-5,
 * Annex 2).
 *
 * The interpolator is a windowed sinc of 24 taps a phase. The recommendation's own 12 taps read 0.2 dB low on dense
 * masters; this one stays within 0.05 dB up to 0.4 of the sample rate. Phase 0 of such a filter is the sample itself,
 * so three are left.
 *
 * A stretch is skipped where even the worst case, its greatest sample times the filter's greatest gain, would not beat
 * the peak found so far: that changes no result.
 *
 * @returns amplitude, ≥ 0; may exceed 1; 0 for silence
 */
export class TruePeak implements Meter<number> {
  readonly #channels = [new ChannelPeak(), new ChannelPeak()];

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#channels[0].push(left, frames);
    this.#channels[1].push(right, frames);
  }

  finish(): number {
    const tail = new Float32Array(TRUE_PEAK_TAPS);
    this.push(tail, tail, TRUE_PEAK_TAPS);
    return Math.max(this.#channels[0].peak, this.#channels[1].peak);
  }
}

/** Taps of each phase; even, so that the interpolated points lie between the two in the middle. */
export const TRUE_PEAK_TAPS = 24;

/** Kaiser shape: measured, the flattest to 0.4 of the rate with 24 taps (±0.04 dB, −0.45 dB at 0.45). */
const KAISER_BETA = 4;

/** Phases between the samples: a quarter, a half and three quarters of the way. */
export const TRUE_PEAK_PHASES = truePeakPhases();

/** Greatest factor by which a phase can exceed the greatest sample it reads. */
export const TRUE_PEAK_GAIN = Math.max(
  ...TRUE_PEAK_PHASES.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)),
);

/** Samples that are skipped or interpolated together: short enough to skip often, long against the taps. */
export const TRUE_PEAK_STRETCH: Frames = 64;

function truePeakPhases(): readonly Float64Array[] {
  return [0.25, 0.5, 0.75].map((fraction) => {
    const half = TRUE_PEAK_TAPS / 2;
    const taps = Float64Array.from({ length: TRUE_PEAK_TAPS }, (_, tap) => {
      const distance = fraction + half - 1 - tap;
      return kaiserSincAt(distance, half, 1, KAISER_BETA);
    });
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => tap / sum);
  });
}

class ChannelPeak {
  peak = 0;
  /** The last samples of the stretch before, then those at hand. */
  #window = new Float64Array(TRUE_PEAK_TAPS - 1);

  push(samples: Float32Array, frames: Frames): void {
    const kept = TRUE_PEAK_TAPS - 1;
    if (this.#window.length < kept + frames) {
      const larger = new Float64Array(kept + frames);
      larger.set(this.#window.subarray(0, kept));
      this.#window = larger;
    }
    this.#window.set(samples.subarray(0, frames), kept);
    for (let from = 0; from < frames; from += TRUE_PEAK_STRETCH) {
      this.#measure(from, Math.min(from + TRUE_PEAK_STRETCH, frames));
    }
    this.#window.copyWithin(0, frames, frames + kept);
  }

  /** Takes in the points interpolated from windows that begin at `from` … `to` − 1. */
  #measure(from: number, to: number): void {
    const window = this.#window;
    let greatest = 0;
    for (let n = from; n < to + TRUE_PEAK_TAPS - 1; n++) {
      const magnitude = window[n] < 0 ? -window[n] : window[n];
      if (magnitude > greatest) greatest = magnitude;
    }
    let peak = greatest > this.peak ? greatest : this.peak;
    if (greatest * TRUE_PEAK_GAIN > peak) {
      for (const taps of TRUE_PEAK_PHASES) {
        for (let n = from; n < to; n++) {
          let sum = 0;
          for (let tap = 0; tap < taps.length; tap++) sum += taps[tap] * window[n + tap];
          if (sum > peak) peak = sum;
          else if (-sum > peak) peak = -sum;
        }
      }
    }
    this.peak = peak;
  }
}
