import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Cents, Hertz, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

// Looked up once: it stands in an inner loop.
const { sqrt } = Math;

/**
 * How far a whole spectrum moves up and down together, in cents: the upper quartile of the shift at which the spectra
 * (1.4–6 kHz, on an axis of cents) of moments 93 ms apart, half the period of a vibrato, agree best. The voices of a
 * unison beat against each other one way here and another way there, so nothing moves together.
 *
 * Shifts beyond 40 cents are other notes and are not looked for. 0 where nothing is long enough to tell.
 */
export function commonSwing(stretches: readonly StereoSignal[]): Cents {
  const shifts: Cents[] = [];
  for (const { sampleRateHz, left, right } of stretches) {
    if (shifts.length >= ENOUGH_PAIRS) break;
    const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
    const fft = new ComplexFft(size);
    const window = hannWindow(size);
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    let before: Float64Array | undefined;
    for (let start = 0; start + size <= left.length; start += size) {
      for (let i = 0; i < size; i++) {
        re[i] = window[i] * (left[start + i] + right[start + i]);
        im[i] = 0;
      }
      fft.forward(re, im);
      const now = levelsByPitch(re, im, sampleRateHz / size);
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

/** Square roots of magnitudes, so that no single partial decides. */
function levelsByPitch(re: Float64Array, im: Float64Array, hzPerBin: Hertz): Float64Array {
  return Float64Array.from({ length: STEPS + 2 * REACH_STEPS }, (_, step) => {
    const place = (FROM_HZ * 2 ** (((step - REACH_STEPS) * STEP_CENTS) / 1200)) / hzPerBin;
    const bin = Math.floor(place);
    const share = place - bin;
    const below = re[bin] * re[bin] + im[bin] * im[bin];
    const above = re[bin + 1] * re[bin + 1] + im[bin + 1] * im[bin + 1];
    return sqrt(sqrt(below + share * (above - below)));
  });
}

function bestShift(before: Float64Array, now: Float64Array): Cents {
  let [best, most] = [0, 0];
  for (let shift = -REACH_STEPS; shift <= REACH_STEPS; shift++) {
    let sum = 0;
    for (let step = REACH_STEPS; step < REACH_STEPS + STEPS; step++) sum += before[step] * now[step + shift];
    if (sum > most) [best, most] = [shift, sum];
  }
  return best * STEP_CENTS;
}
