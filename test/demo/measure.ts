import type { StereoSignal } from '../../src/audio/audio-source.ts';

/**
 * Plain measurements for the demo's tests, written from their definitions so that they share nothing with what they
 * check.
 */

export function peakOf({ left, right }: StereoSignal): number {
  let peak = 0;
  for (const samples of [left, right]) {
    for (let frame = 0; frame < samples.length; frame += 1) {
      const size = samples[frame] < 0 ? -samples[frame] : samples[frame];
      if (size > peak) peak = size;
    }
  }
  return peak;
}

/** Mean square of a stretch of one channel, in dB; −∞ for silence. */
export function levelDb(samples: Float32Array, from = 0, to = samples.length): number {
  let energy = 0;
  for (let frame = from; frame < to; frame += 1) energy += samples[frame] ** 2;
  return 10 * Math.log10(energy / (to - from));
}

/** Magnitude of one frequency by the discrete Fourier sum, in dB; a unit impulse reads 0. */
export function magnitudeDb(
  samples: Float32Array,
  hz: number,
  sampleRateHz: number,
  from = 0,
  to = samples.length,
): number {
  let [re, im] = [0, 0];
  for (let frame = from; frame < to; frame += 1) {
    const angle = (2 * Math.PI * hz * frame) / sampleRateHz;
    re += samples[frame] * Math.cos(angle);
    im -= samples[frame] * Math.sin(angle);
  }
  return 10 * Math.log10(re ** 2 + im ** 2);
}

/** Side against mid energy of a stretch, in dB. */
export function sideToMidDb({ left, right }: StereoSignal, from = 0, to = left.length): number {
  let [mid, side] = [0, 0];
  for (let frame = from; frame < to; frame += 1) {
    mid += (left[frame] + right[frame]) ** 2;
    side += (left[frame] - right[frame]) ** 2;
  }
  return 10 * Math.log10(side / mid);
}

/** Share of the energy above about 4 kHz, in dB: what is left after subtracting a one-pole low-pass twice. */
export function brightnessDb({ left, right, sampleRateHz }: StereoSignal, from: number, to: number): number {
  const step = 1 - Math.exp((-2 * Math.PI * 4000) / sampleRateHz);
  let [one, two, high, all] = [0, 0, 0, 0];
  for (let frame = from; frame < to; frame += 1) {
    const sample = left[frame] + right[frame];
    one += step * (sample - one);
    const first = sample - one;
    two += step * (first - two);
    high += (first - two) ** 2;
    all += sample ** 2;
  }
  return 10 * Math.log10(high / all);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Bit for bit; a matcher that walks millions of samples takes minutes. */
export function sameSamples(one: StereoSignal, other: StereoSignal): boolean {
  const bytes = (samples: Float32Array): Uint8Array =>
    Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const same = (first: Float32Array, second: Float32Array): boolean =>
    Buffer.compare(bytes(first), bytes(second)) === 0;
  return same(one.left, other.left) && same(one.right, other.right);
}
