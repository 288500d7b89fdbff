import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { Draw } from './draw.ts';

/**
 * The sound with a reverb of four damped combs and two all-passes a side (M. Schroeder, "Natural Sounding Artificial
 * Reverberation", 1962); `wet` against the dry sound, 0 leaves it as it is.
 */
export function roomed(signal: StereoSignal, wet: number, decaySeconds: number, seed: number): StereoSignal {
  if (wet === 0) return signal;
  const draw = new Draw(seed, 'room');
  const side = (dry: Float32Array): Float32Array => {
    const tail = new Float32Array(dry.length);
    for (const base of [0.0297, 0.0371, 0.0411, 0.0437]) {
      addComb(
        dry,
        tail,
        Math.round(base * draw.between(0.9, 1.1) * signal.sampleRateHz),
        decaySeconds,
        signal.sampleRateHz,
      );
    }
    for (const seconds of [0.005, 0.0017]) allPass(tail, Math.round(seconds * signal.sampleRateHz));
    return dry.map((value, i) => value + wet * tail[i]);
  };
  return { ...signal, left: side(signal.left), right: side(signal.right) };
}

function addComb(
  dry: Float32Array,
  tail: Float32Array,
  delay: number,
  decaySeconds: number,
  sampleRateHz: number,
): void {
  const feedback = 10 ** ((-3 * delay) / sampleRateHz / decaySeconds);
  const line = new Float32Array(delay);
  let damped = 0;
  for (let i = 0, at = 0; i < dry.length; i++) {
    const out = line[at];
    damped += 0.6 * (out - damped);
    line[at] = dry[i] + feedback * damped;
    tail[i] += 0.5 * out;
    at = at + 1 === delay ? 0 : at + 1;
  }
}

function allPass(samples: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  for (let i = 0, at = 0; i < samples.length; i++) {
    const out = line[at] - 0.7 * samples[i];
    line[at] = samples[i] + 0.7 * out;
    samples[i] = out;
    at = at + 1 === delay ? 0 : at + 1;
  }
}
