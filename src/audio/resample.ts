import { kaiserSincAt } from '../dsp/window.ts';
import type { Frames, Hertz } from '../dsp/units.ts';
import type { StereoSignal } from './audio-source.ts';

/**
 * Attenuation of images and aliases, by Kaiser's formula β = 0.1102 (A − 8.7) (Kaiser 1974): below the noise of 20
 * bits.
 */
const STOPBAND_DB = 120;
const KAISER_BETA = 0.1102 * (STOPBAND_DB - 8.7);
/**
 * The filter is flat up to this part of the lower rate (20 kHz at 44.1 kHz) and closed as far above half of the lower
 * rate as it is flat below: what aliases lands above 20 kHz. That halves the taps against closing at half the rate.
 */
const FLAT_TO = 20_000 / 44_100;

/**
 * Converts a signal to another rate: a windowed-sinc low-pass, one set of taps for each of the L phases of the ratio
 * L/M, each summing to 1 so that a constant stays constant. Linear phase and aligned: what stood at a second still
 * stands there. Gain is within 0.001 dB up to 0.4535 of the lower rate; aliases and images stay 120 dB below.
 *
 * The result has `round(frames · L / M)` frames; beyond its ends the signal is taken as silent. An equal rate returns
 * the signal itself. An empty signal gives an empty one; NaN spreads over half a filter length.
 *
 * @param toSampleRateHz a whole number of hertz, as the signal's rate must be.
 * @throws RangeError where a rate is not a positive whole number.
 */
export function resample(signal: StereoSignal, toSampleRateHz: Hertz): StereoSignal {
  const from = signal.sampleRateHz;
  if (!Number.isInteger(from) || !Number.isInteger(toSampleRateHz) || from <= 0 || toSampleRateHz <= 0) {
    throw new RangeError(`Rates must be positive whole numbers of hertz, not ${from} and ${toSampleRateHz}.`);
  }
  if (from === toSampleRateHz) return signal;
  const divisor = greatestCommonDivisor(from, toSampleRateHz);
  const up = toSampleRateHz / divisor;
  const down = from / divisor;
  const filter = polyphaseFilter(up, Math.min(1, toSampleRateHz / from));
  const left = convert(signal.left, up, down, filter);
  // One array for both channels is mono.
  const right = signal.right === signal.left ? left : convert(signal.right, up, down, filter);
  return { sampleRateHz: toSampleRateHz, left, right };
}

interface PolyphaseFilter {
  /** Taps of one phase; the middle pair stands around the output's instant. */
  taps: Frames;
  /** Phase after phase. */
  coefficients: Float64Array;
}

/** @param cutoff half the lower rate, as a part of half the input rate. */
function polyphaseFilter(phases: number, cutoff: number): PolyphaseFilter {
  // Kaiser: taps = (A − 7.95) / (2.285 · transition in radians a sample), the transition being 2 · (1/2 − FLAT_TO) of
  // the lower rate.
  const transition = 2 * Math.PI * cutoff * (1 - 2 * FLAT_TO);
  const half = Math.ceil((STOPBAND_DB - 7.95) / (2.285 * transition) / 2);
  const taps = 2 * half;
  const coefficients = new Float64Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / phases;
      const value = kaiserSincAt(distance, half, cutoff, KAISER_BETA);
      coefficients[phase * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) coefficients[phase * taps + tap] /= sum;
  }
  return { taps, coefficients };
}

function convert(
  samples: Float32Array,
  up: number,
  down: number,
  { taps, coefficients }: PolyphaseFilter,
): Float32Array {
  const out = new Float32Array(Math.round((samples.length * up) / down));
  const lead = taps / 2 - 1;
  for (let n = 0; n < out.length; n++) {
    const position = n * down;
    const phase = position % up;
    const first = (position - phase) / up - lead;
    const row = phase * taps;
    const start = Math.max(0, -first);
    const end = Math.min(taps, samples.length - first);
    let sum = 0;
    for (let tap = start; tap < end; tap++) sum += coefficients[row + tap] * samples[first + tap];
    out[n] = sum;
  }
  return out;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
