import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StereoSignal } from '../../src/audio/audio-source.ts';

/** A sine on both channels, the right one a quarter period behind, so that left and right can be told apart. */
export function sine(frequencyHz: number, seconds: number, sampleRateHz = 44100, amplitude = 0.5): StereoSignal {
  const frames = Math.round(seconds * sampleRateHz);
  const wave = (phase: number) =>
    Float32Array.from(
      { length: frames },
      (_, i) => amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz + phase),
    );
  return { sampleRateHz, left: wave(0), right: wave(-Math.PI / 2) };
}

/**
 * Level in dB of the part of `samples` that a sine of this frequency explains (least squares on sine and cosine), and
 * of the rest.
 */
export function toneAndRest(samples: Float32Array, frequencyHz: number, sampleRateHz: number) {
  let cosine = 0;
  let quadrature = 0;
  let total = 0;
  for (let i = 0; i < samples.length; i++) {
    const angle = (2 * Math.PI * frequencyHz * i) / sampleRateHz;
    cosine += samples[i] * Math.cos(angle);
    quadrature += samples[i] * Math.sin(angle);
    total += samples[i] ** 2;
  }
  const tone = (2 * (cosine ** 2 + quadrature ** 2)) / samples.length;
  return {
    toneDb: 10 * Math.log10((2 * tone) / samples.length),
    restDb: 10 * Math.log10(Math.max(1e-30, (total - tone) * 2) / samples.length),
  };
}

/** Root mean square of the difference of two equally long arrays, in dB below full scale. */
export function differenceDb(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10(sum / a.length);
}

/** A folder of one's own; `remove` takes it away. */
export function temporaryFolder(): { path: (name: string) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'coproducer-audio-'));
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
