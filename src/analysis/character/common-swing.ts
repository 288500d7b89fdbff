import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import { shiftProducts } from '../../dsp/shift-products.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Cents, Frames, Hertz, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

// Looked up once: they stand in an inner loop.
const { floor, sqrt } = Math;

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
  const fft = new ComplexFft(size);
  const window = hannWindow(size);
  const places = stepPlaces(sampleRateHz / size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const shifts: Cents[] = [];
  for (const { left, right } of stretches) {
    if (shifts.length >= ENOUGH_PAIRS) break;
    let before: Float64Array | undefined;
    for (let start = 0; start + size <= left.length; start += size) {
      takeWindow(re, window, left, right, start);
      im.fill(0);
      fft.forward(re, im);
      const now = levelsAt(places, re, im);
      if (before !== undefined) shifts.push(Math.abs(bestShift(before, now)));
      before = now;
    }
  }
  return shifts.length < LEAST_PAIRS ? 0 : quantile(shifts, 0.75);
}

function takeWindow(
  to: Float64Array,
  window: Float64Array,
  left: Float32Array,
  right: Float32Array,
  start: Frames,
): void {
  for (let i = 0; i < to.length; i++) to[i] = window[i] * (left[start + i] + right[start + i]);
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

/** Where the steps of pitch lie between the bins, with `REACH_STEPS` more on both sides. */
function stepPlaces(hzPerBin: Hertz): Float64Array {
  return Float64Array.from({ length: STEPS + 2 * REACH_STEPS }, (_, step) => {
    return (FROM_HZ * 2 ** (((step - REACH_STEPS) * STEP_CENTS) / 1200)) / hzPerBin;
  });
}

/** Square roots of magnitudes, so that no single partial decides. */
function levelsAt(places: Float64Array, re: Float64Array, im: Float64Array): Float64Array {
  const levels = new Float64Array(places.length);
  for (let step = 0; step < places.length; step++) {
    const place = places[step];
    const bin = floor(place);
    const below = re[bin] * re[bin] + im[bin] * im[bin];
    const above = re[bin + 1] * re[bin + 1] + im[bin + 1] * im[bin + 1];
    levels[step] = sqrt(sqrt(below + (place - bin) * (above - below)));
  }
  return levels;
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
