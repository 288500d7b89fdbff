import { Biquad, butterworthQs, highPass, lowPass, type BiquadCoefficients } from './biquad.ts';
import { GrowingFloat32 } from './growing-array.ts';
import { blockBoundary } from './k-weighted-power.ts';
import type { BandEnvelopes, Meter } from './meters.ts';
import type { Frames, Hertz, Seconds } from './units.ts';

// Looked up once: it stands in the innermost loop.
const { SQRT1_2 } = Math;

/**
 * Mean squares of the mid signal, (L + R)/√2, over consecutive blocks of 5 ms, in two bands and as a whole. The bands
 * are cut by Butterworth filters of 24 dB/octave on both sides; their delay stays in.
 */
export class BandEnvelopeMeter implements Meter<BandEnvelopes> {
  readonly #sampleRateHz: Hertz;
  readonly #bands: { filters: Biquad[]; sum: number; power: GrowingFloat32 }[];
  #mid = new Float64Array(0);
  #filtered = new Float64Array(0);
  #position: Frames = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.#bands = [...ENVELOPE_BANDS_HZ.map((band) => envelopeFilter(sampleRateHz, band)), []].map((sections) => ({
      filters: sections.map((section) => new Biquad(section)),
      sum: 0,
      power: new GrowingFloat32(),
    }));
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    if (this.#mid.length < frames) {
      this.#mid = new Float64Array(frames);
      this.#filtered = new Float64Array(frames);
    }
    const mid = this.#mid;
    for (let n = 0; n < frames; n++) mid[n] = (left[n] + right[n]) * SQRT1_2;
    for (const band of this.#bands) {
      const filtered = this.#filtered;
      filtered.set(mid.subarray(0, frames));
      for (const filter of band.filters) filter.process(filtered, frames);
      band.sum = this.#accumulate(filtered, frames, band.sum, band.power);
    }
    this.#position += frames;
  }

  finish(): BandEnvelopes {
    const [body, high, full] = this.#bands.map((band) => band.power.take());
    return { blockSeconds: ENVELOPE_BLOCK_SECONDS, body, high, full };
  }

  /** Adds the squares to the block under way, ends blocks, and returns the sum of the last, unfinished one. */
  #accumulate(samples: Float64Array, frames: Frames, sum: number, power: GrowingFloat32): number {
    for (let n = 0; n < frames;) {
      const start = blockBoundary(power.length, ENVELOPE_BLOCK_SECONDS, this.#sampleRateHz);
      const end = blockBoundary(power.length + 1, ENVELOPE_BLOCK_SECONDS, this.#sampleRateHz);
      const stop = Math.min(frames, end - this.#position);
      for (; n < stop; n++) sum += samples[n] * samples[n];
      if (this.#position + n === end) {
        power.push(sum / (end - start));
        sum = 0;
      }
    }
    return sum;
  }
}

/** Short enough to see the shape of a kick and of a sidechain's release, long enough for a mean at 200 Hz. */
export const ENVELOPE_BLOCK_SECONDS: Seconds = 0.005;

/** Edges of the bands. */
export interface BandEdges {
  lowHz: Hertz;
  highHz: Hertz;
}

/** What a kick should not be in, and hats. */
export const ENVELOPE_BANDS_HZ: readonly BandEdges[] = [
  { lowHz: 200, highHz: 5000 },
  { lowHz: 6000, highHz: 12000 },
];

/**
 * Sections of a band filter, two of high-pass and then two of low-pass. A corner above Nyquist is held just below it:
 * such a low-pass lets everything through, and a band that lies above wholly (6 kHz at less than 12 kHz) has next to
 * nothing.
 */
export function envelopeFilter(sampleRateHz: Hertz, { lowHz, highHz }: BandEdges): BiquadCoefficients[] {
  const qs = butterworthQs(SLOPE_ORDER);
  return [...qs.map((q) => highPass(sampleRateHz, lowHz, q)), ...qs.map((q) => lowPass(sampleRateHz, highHz, q))];
}

/** 24 dB/octave: a kick's 60 Hz is 40 dB down where the body begins. */
const SLOPE_ORDER = 4;
