import { Draw } from './draw.ts';

const RATE_HZ = 44_100;
const { PI, sin, cos, floor, sqrt } = Math;

/**
 * Noise between two frequencies, of RMS 0.1: a sum of sines a few hertz apart with phases drawn, so the band has no
 * skirts. Sines are turned on by rotation, so that a second of wide noise takes no more than a moment.
 */
export function bandNoise(seconds: number, lowHz: number, highHz: number, seed: number): Float32Array {
  const draw = new Draw(seed, 'band noise');
  const count = Math.min(120, Math.max(12, floor((highHz - lowHz) / 4)));
  const samples = new Float32Array(Math.round(seconds * RATE_HZ));
  const gain = 0.1 * sqrt(2 / count);
  for (let n = 0; n < count; n++) {
    const step = (2 * PI * (lowHz + ((n + draw.next()) * (highHz - lowHz)) / count)) / RATE_HZ;
    const phase = 2 * PI * draw.next();
    const [c, s] = [cos(step), sin(step)];
    let [x, y] = [cos(phase), sin(phase)];
    for (let i = 0; i < samples.length; i++) {
      samples[i] += gain * y;
      [x, y] = [x * c - y * s, x * s + y * c];
    }
  }
  return samples;
}

export function toneOf(seconds: number, hz: number, amplitude: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * RATE_HZ) },
    (_, i) => amplitude * sin((2 * PI * hz * i) / RATE_HZ),
  );
}

export function scaled(samples: Float32Array, db: number): Float32Array {
  const gain = 10 ** (db / 20);
  return samples.map((value) => gain * value);
}

/** What sounds from one place of every second to another; silence else. */
export function burst(samples: Float32Array, from: number, to: number): Float32Array {
  return samples.map((value, i) => {
    const place = (i % RATE_HZ) / RATE_HZ;
    return place >= from && place < to ? value : 0;
  });
}
