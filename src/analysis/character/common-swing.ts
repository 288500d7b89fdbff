import type { StereoSignal } from '../../audio/audio-source.ts';
import { fourthRoots } from '../../dsp/fourth-roots.ts';
import { rangePowers, type BinRange, type RangePowers } from '../../dsp/range-powers.ts';
import { shiftProducts } from '../../dsp/shift-products.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Cents, Frames, Hertz, Seconds } from '../../dsp/units.ts';

/**
 * How far a whole spectrum moves up and down together, in cents: the upper quartile of the shift at which the spectra
 * (1.4–6 kHz, on an axis of cents) of moments 93 ms apart, half the period of a vibrato, agree best. The voices of a
 * unison beat against each other one way here and another way there, so nothing moves together.
 *
 * Shifts beyond 40 cents are other notes and are not looked for. 0 where nothing is long enough to tell.
 *
 * @param stretches all of one rate
 */
export function commonSwing(stretches: readonly StereoSignal[]): Cents {
  if (stretches.length === 0) return 0;
  const [{ sampleRateHz }] = stretches;
  const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
  const reader = new LevelReader(size, sampleRateHz);
  const shifts: Cents[] = [];
  for (const { left, right } of stretches) {
    if (shifts.length >= ENOUGH_PAIRS) break;
    let before: Float64Array | undefined;
    for (const now of reader.read(left, right)) {
      if (before !== undefined) shifts.push(Math.abs(bestShift(before, now)));
      before = now;
    }
  }
  return shifts.length < LEAST_PAIRS ? 0 : quantile(shifts, 0.75);
}

const WINDOW_SECONDS: Seconds = 4096 / 44100;
const FROM_HZ: Hertz = 1400;
const STEP_CENTS: Cents = 4;
/** 1.4 to 6 kHz. */
const STEPS = 630;
const REACH_STEPS = 10;
const LEAST_PAIRS = 8;
/** A handful of notes: more tell nothing else. */
const ENOUGH_PAIRS = 60;

/** Levels of left + right by steps of pitch. */
class LevelReader {
  readonly #size: Frames;
  readonly #powers: RangePowers;
  /** Where the steps lie between the bins that are read, with `REACH_STEPS` more on both sides. */
  readonly #places: Float64Array;

  constructor(size: Frames, sampleRateHz: Hertz) {
    const hzPerBin = sampleRateHz / size;
    const bins = Float64Array.from({ length: STEPS + 2 * REACH_STEPS }, (_, step) => {
      return (FROM_HZ * 2 ** (((step - REACH_STEPS) * STEP_CENTS) / 1200)) / hzPerBin;
    });
    const first = Math.floor(bins[0]);
    // From Nyquist on, which recordings of low rates have below 6 kHz, the last bins stand for what is not there.
    const end = Math.min(size / 2, Math.floor(bins[bins.length - 1]) + 2);
    this.#size = size;
    this.#powers = rangePowers(
      size,
      Array.from({ length: end - first }, (_, i): BinRange => [first + i, first + i + 1]),
    );
    this.#places = bins.map((bin) => 1 + Math.min(bin, end - 1.5) - first);
  }

  /**
   * Of each window of the channels, one after another. Square roots of magnitudes, so that no single partial decides.
   */
  read(left: Float32Array, right: Float32Array): Float64Array[] {
    const windows = Math.floor(left.length / this.#size);
    const levels: Float64Array[] = [];
    for (let window = 0; window < windows; window += 2) {
      const hop = window + 1 < windows ? this.#size : 0;
      for (const row of this.#powers.measure(left, right, window * this.#size, hop)) {
        levels.push(fourthRoots(row, this.#places));
      }
    }
    return levels.slice(0, windows);
  }
}

function bestShift(before: Float64Array, now: Float64Array): Cents {
  const sums = shiftProducts(before.subarray(REACH_STEPS, REACH_STEPS + STEPS), now);
  let best = 0;
  let most = 0;
  for (let i = 0; i < sums.length; i++) {
    if (sums[i] > most) {
      best = i - REACH_STEPS;
      most = sums[i];
    }
  }
  return best * STEP_CENTS;
}
