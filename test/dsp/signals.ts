/** Closed-form signals for the tests of this room. */

// A look-up of a global is slow inside jest's sandbox; these loops run millions of times.
const { sin, cos, log, sqrt, imul, PI } = Math;

/** Samples of amplitude·sin(2π·hz·t + phase). */
export function sine(hz: number, amplitude: number, seconds: number, sampleRateHz: number, phase = 0): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRateHz));
  for (let n = 0; n < samples.length; n++) {
    samples[n] = amplitude * sin((2 * PI * hz * n) / sampleRateHz + phase);
  }
  return samples;
}

/** One piece after the other. */
export function sequence(...pieces: Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Independent samples, normally distributed (Box–Muller), repeatable by seed (mulberry32). */
export function whiteNoise(rms: number, frames: number, seed: number): Float32Array {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), 1 | state);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return Float32Array.from({ length: frames }, () => rms * sqrt(-2 * log(uniform())) * cos(2 * PI * uniform()));
}
