import type { StereoSignal } from '../../src/audio/audio-source.ts';

export const RATE_HZ = 44_100;

/** A seeded generator of unrelated values, uniform between −1 and 1. */
function noiseSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function sine(hz: number, seconds: number, amplitude = 0.5, rateHz = RATE_HZ): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rateHz) }, (_, i) => {
    return amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz);
  });
}

export function whiteNoise(seconds: number, seed: number, amplitude = 0.1, rateHz = RATE_HZ): Float32Array {
  const next = noiseSource(seed);
  return Float32Array.from({ length: Math.round(seconds * rateHz) }, () => amplitude * next());
}

/** Noise of equal power in every octave: a sum of poles and zeros that alternate three times a decade. */
export function pinkNoise(seconds: number, seed: number, amplitude = 0.02, rateHz = RATE_HZ): Float32Array {
  const samples = whiteNoise(seconds, seed, amplitude, rateHz);
  for (let hz = 10; hz < rateHz / 2; hz *= STEP) lowPole(samples, hz, hz * Math.sqrt(STEP), rateHz);
  return samples;
}

const STEP = 10 ** (1 / 3);

/** One pole and one zero, bilinear: falls by 20 dB a decade between the two. */
function lowPole(samples: Float32Array, poleHz: number, zeroHz: number, rateHz: number): void {
  const pole = Math.tan((Math.PI * poleHz) / rateHz);
  const zero = Math.tan((Math.PI * Math.min(zeroHz, rateHz * 0.499)) / rateHz);
  const gain = pole / zero;
  const [b0, b1, a1] = [(gain * (zero + 1)) / (pole + 1), (gain * (zero - 1)) / (pole + 1), (pole - 1) / (pole + 1)];
  let [x1, y1] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i];
    y1 = b0 * x + b1 * x1 - a1 * y1;
    x1 = x;
    samples[i] = y1;
  }
}

export function stereo(left: Float32Array, right: Float32Array = left, sampleRateHz = RATE_HZ): StereoSignal {
  return { sampleRateHz, left, right };
}

/** a·x + b·y, sample by sample. */
export function mix(a: number, x: Float32Array, b: number, y: Float32Array): Float32Array {
  return x.map((value, i) => a * value + b * y[i]);
}

export function joined(...parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
