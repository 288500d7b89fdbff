import type { DeviceProcessor } from '../../src/devices/device-model.ts';

export interface Pair {
  left: Float32Array;
  right: Float32Array;
}

/** A sine in both channels, `phase` in radians. */
export function sine(hz: number, sampleRateHz: number, frames: number, amplitude = 0.5, phase = 0): Pair {
  const left = Float32Array.from(
    { length: frames },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRateHz + phase),
  );
  return { left, right: left.slice() };
}

/** A constant level in both channels. */
export function constant(level: number, frames: number): Pair {
  return { left: new Float32Array(frames).fill(level), right: new Float32Array(frames).fill(level) };
}

/** Uniform noise ±`amplitude`, two independent channels, the same for the same seed. */
export function noise(frames: number, seed: number, amplitude = 1): Pair {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  };
  return { left: Float32Array.from({ length: frames }, next), right: Float32Array.from({ length: frames }, next) };
}

/** A copy sent through a processor in blocks of uneven length. */
export function through(processor: DeviceProcessor, input: Pair): Pair {
  const output = { left: input.left.slice(), right: input.right.slice() };
  for (let at = 0, block = 1; at < output.left.length; at += block, block = (block * 7 + 3) % 1021) {
    const end = Math.min(output.left.length, at + block);
    processor.process(output.left.subarray(at, end), output.right.subarray(at, end), end - at);
  }
  return output;
}

/** Mean power of the samples from `from` on. */
export function power(samples: Float32Array, from = 0): number {
  let sum = 0;
  for (let n = from; n < samples.length; n++) sum += samples[n] ** 2;
  return sum / (samples.length - from);
}

/** Amplitude gain of a filter at a frequency, read from its impulse response. */
export function gainDbFromImpulse(
  processor: DeviceProcessor,
  hz: number,
  sampleRateHz: number,
  frames = 2 ** 16,
): number {
  const impulse = { left: new Float32Array(frames), right: new Float32Array(frames) };
  impulse.left[0] = 1;
  const { left } = through(processor, impulse);
  let re = 0;
  let im = 0;
  for (let n = 0; n < frames; n++) {
    re += left[n] * Math.cos((2 * Math.PI * hz * n) / sampleRateHz);
    im -= left[n] * Math.sin((2 * Math.PI * hz * n) / sampleRateHz);
  }
  return 20 * Math.log10(Math.hypot(re, im));
}
