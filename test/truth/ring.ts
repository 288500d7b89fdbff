import type { StereoSignal } from '../../src/audio/audio-source.ts';

/** A ring put into a song: a narrow boost of both channels. */
export interface Ring {
  hz: number;
  gainDb: number;
  q: number;
}

/**
 * The signal through a peaking filter (R. Bristow-Johnson's cookbook): what a resonating device does to a whole mix.
 */
export function withRing({ sampleRateHz, left, right }: StereoSignal, ring: Ring): StereoSignal {
  return { sampleRateHz, left: peaked(left, sampleRateHz, ring), right: peaked(right, sampleRateHz, ring) };
}

function peaked(samples: Float32Array, sampleRateHz: number, { hz, gainDb, q }: Ring): Float32Array {
  const amplitude = 10 ** (gainDb / 40);
  const angle = (2 * Math.PI * hz) / sampleRateHz;
  const alpha = Math.sin(angle) / (2 * q);
  const a0 = 1 + alpha / amplitude;
  const middle = (-2 * Math.cos(angle)) / a0;
  const [b0, b2, a2] = [(1 + alpha * amplitude) / a0, (1 - alpha * amplitude) / a0, (1 - alpha / amplitude) / a0];
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n];
    const y = b0 * x + middle * x1 + b2 * x2 - middle * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    out[n] = y;
  }
  return out;
}

/** Power gain of the filter at a frequency, from its analogue prototype warped as the bilinear transform warps it. */
export function ringGainDb({ hz, gainDb, q }: Ring, atHz: number, sampleRateHz: number): number {
  const ratio = Math.tan((Math.PI * atHz) / sampleRateHz) / Math.tan((Math.PI * hz) / sampleRateHz);
  const amplitude = 10 ** (gainDb / 40);
  // The cookbook's alpha stands for Q at the warped frequency: Q' = sin(w) / (2·alpha) for s = (1 − z⁻¹)/(1 + z⁻¹).
  const real = (1 - ratio * ratio) ** 2;
  const above = real + ((amplitude * ratio) / q) ** 2;
  const below = real + (ratio / (amplitude * q)) ** 2;
  return 10 * Math.log10(above / below);
}
