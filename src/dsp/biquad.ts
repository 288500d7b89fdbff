import type { Decibels, Frames, Hertz } from './units.ts';

/**
 * A second-order section, y[n] = b0·x[n] + b1·x[n−1] + b2·x[n−2] − a1·y[n−1] − a2·y[n−2], with a0 already divided out.
 *
 * The designs below are R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients" (bilinear
 * transform with the centre frequency prewarped). All share one signature so that a caller can choose by name. A
 * frequency at or above Nyquist has no digital filter and is held just below it; q must be positive.
 */
export interface BiquadCoefficients {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

export type BiquadDesign = (sampleRateHz: Hertz, centreHz: Hertz, q: number, gainDb?: Decibels) => BiquadCoefficients;

/** Low-pass, 12 dB/octave; the gain at `centreHz` is q. */
export const lowPass: BiquadDesign = (sampleRateHz, centreHz, q) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  return normalise((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
};

/** High-pass, 12 dB/octave; the gain at `centreHz` is q. */
export const highPass: BiquadDesign = (sampleRateHz, centreHz, q) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  return normalise((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
};

/** Band-pass with 0 dB at the centre and 6 dB/octave on both sides; the bandwidth is centre / q. */
export const bandPass: BiquadDesign = (sampleRateHz, centreHz, q) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  return normalise(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
};

/** Notch: −∞ at the centre, 0 dB far from it. */
export const notch: BiquadDesign = (sampleRateHz, centreHz, q) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  return normalise(1, -2 * cos, 1, 1 + alpha, -2 * cos, 1 - alpha);
};

/** Peaking equaliser: `gainDb` at the centre, 0 dB far from it. */
export const bell: BiquadDesign = (sampleRateHz, centreHz, q, gainDb = 0) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  const a = 10 ** (gainDb / 40);
  return normalise(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a);
};

/** Low shelf: `gainDb` towards 0 Hz, half of it (in dB) at `centreHz`. A q of √½ is the steepest without a bump. */
export const lowShelf: BiquadDesign = (sampleRateHz, centreHz, q, gainDb = 0) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  const a = 10 ** (gainDb / 40);
  const slope = 2 * Math.sqrt(a) * alpha;
  return normalise(
    a * (a + 1 - (a - 1) * cos + slope),
    2 * a * (a - 1 - (a + 1) * cos),
    a * (a + 1 - (a - 1) * cos - slope),
    a + 1 + (a - 1) * cos + slope,
    -2 * (a - 1 + (a + 1) * cos),
    a + 1 + (a - 1) * cos - slope,
  );
};

/** High shelf: `gainDb` towards Nyquist, half of it (in dB) at `centreHz`. */
export const highShelf: BiquadDesign = (sampleRateHz, centreHz, q, gainDb = 0) => {
  const { cos, alpha } = prewarp(sampleRateHz, centreHz, q);
  const a = 10 ** (gainDb / 40);
  const slope = 2 * Math.sqrt(a) * alpha;
  return normalise(
    a * (a + 1 + (a - 1) * cos + slope),
    -2 * a * (a - 1 + (a + 1) * cos),
    a * (a + 1 + (a - 1) * cos - slope),
    a + 1 - (a - 1) * cos + slope,
    2 * (a - 1 - (a + 1) * cos),
    a + 1 - (a - 1) * cos - slope,
  );
};

/**
 * The Qs of the second-order sections that make a Butterworth filter of an even order: 1 / (2·cos θ) for the angles θ
 * of its pole pairs. Order 4 gives 0.541 and 1.307.
 */
export function butterworthQs(order: number): number[] {
  return Array.from({ length: order / 2 }, (_, k) => 1 / (2 * Math.cos(((2 * k + 1) * Math.PI) / (2 * order))));
}

/** Amplitude gain of a section at a frequency, |H(e^(2πi·f/fs))|, ≥ 0. */
export function magnitudeAt(coefficients: BiquadCoefficients, hz: Hertz, sampleRateHz: Hertz): number {
  const { b0, b1, b2, a1, a2 } = coefficients;
  const omega = (2 * Math.PI * hz) / sampleRateHz;
  const [c1, s1, c2, s2] = [Math.cos(omega), Math.sin(omega), Math.cos(2 * omega), Math.sin(2 * omega)];
  const above = Math.hypot(b0 + b1 * c1 + b2 * c2, b1 * s1 + b2 * s2);
  const below = Math.hypot(1 + a1 * c1 + a2 * c2, a1 * s1 + a2 * s2);
  return above / below;
}

/** Where frequencies lie on the unit circle, ω = 2π·f/fs: made once by whoever asks many sections for the same ones. */
export interface CirclePoints {
  cos: Float64Array;
  sin: Float64Array;
  /** Of 2ω. */
  cosTwice: Float64Array;
  sinTwice: Float64Array;
}

/** The points of these frequencies. */
export function circlePoints(hz: readonly Hertz[], sampleRateHz: Hertz): CirclePoints {
  const omega = Float64Array.from(hz, (at) => (2 * Math.PI * at) / sampleRateHz);
  return {
    cos: omega.map(Math.cos),
    sin: omega.map(Math.sin),
    cosTwice: omega.map((at) => Math.cos(2 * at)),
    sinTwice: omega.map((at) => Math.sin(2 * at)),
  };
}

/** Multiplies each power by the gain |H|² of a section at its point: the square of `magnitudeAt`. */
export function multiplyByPowerGain(
  powers: Float64Array,
  { b0, b1, b2, a1, a2 }: BiquadCoefficients,
  { cos, sin, cosTwice, sinTwice }: CirclePoints,
): void {
  for (let i = 0; i < powers.length; i++) {
    const aboveRe = b0 + b1 * cos[i] + b2 * cosTwice[i];
    const aboveIm = b1 * sin[i] + b2 * sinTwice[i];
    const belowRe = 1 + a1 * cos[i] + a2 * cosTwice[i];
    const belowIm = a1 * sin[i] + a2 * sinTwice[i];
    powers[i] *= (aboveRe * aboveRe + aboveIm * aboveIm) / (belowRe * belowRe + belowIm * belowIm);
  }
}

/**
 * A running section for one channel: transposed direct form II with double-precision state, which keeps low corners at
 * high sample rates exact. A sample that is not finite stays in the state until `reset`.
 */
export class Biquad {
  #coefficients: BiquadCoefficients;
  #z1 = 0;
  #z2 = 0;

  constructor(coefficients: BiquadCoefficients) {
    this.#coefficients = coefficients;
  }

  /** Changes the filter and keeps its state, so that a sweep has no gaps. */
  set coefficients(coefficients: BiquadCoefficients) {
    this.#coefficients = coefficients;
  }

  get coefficients(): BiquadCoefficients {
    return this.#coefficients;
  }

  /** Forgets all past input. */
  reset(): void {
    this.#z1 = 0;
    this.#z2 = 0;
  }

  /** Filters the first `frames` samples in place and goes on from there at the next call. */
  process(samples: Float32Array | Float64Array, frames: Frames = samples.length): void {
    const { b0, b1, b2, a1, a2 } = this.#coefficients;
    let z1 = this.#z1;
    let z2 = this.#z2;
    for (let n = 0; n < frames; n++) {
      const x = samples[n];
      const y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      samples[n] = y;
    }
    this.#z1 = flushDenormal(z1);
    this.#z2 = flushDenormal(z2);
  }
}

/**
 * A decaying state ends in denormal numbers, which some processors handle a hundred times slower; far below hearing.
 */
const SMALLEST_STATE = 1e-30;

/** Zero for a filter state too small to matter, else the state itself. */
function flushDenormal(state: number): number {
  return Math.abs(state) < SMALLEST_STATE ? 0 : state;
}

/** The highest centre a bilinear filter can have, as a share of the sample rate; at 0.5 its formulas divide by zero. */
const HIGHEST_CENTRE = 0.4999;

function prewarp(sampleRateHz: Hertz, centreHz: Hertz, q: number): { cos: number; alpha: number } {
  const omega = 2 * Math.PI * Math.min(centreHz / sampleRateHz, HIGHEST_CENTRE);
  return { cos: Math.cos(omega), alpha: Math.sin(omega) / (2 * q) };
}

function normalise(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): BiquadCoefficients {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}
