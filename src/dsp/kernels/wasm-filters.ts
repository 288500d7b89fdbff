import { envelopeFilter, ENVELOPE_BANDS_HZ, ENVELOPE_BLOCK_SECONDS } from '../band-envelopes.ts';
import type { BiquadCoefficients } from '../biquad.ts';
import { GrowingFloat32 } from '../growing-array.ts';
import { kWeighting } from '../k-weighting.ts';
import { LOUDNESS_BLOCK_SECONDS } from '../loudness.ts';
import type { BandEnvelopes, Meter } from '../meters.ts';
import type { Frames, Hertz } from '../units.ts';
import { CHUNK_FRAMES, KernelSignal } from './kernel-signal.ts';
import { Pieces } from './pieces.ts';

/** `KWeightedPower` with left and right in the two lanes of a vector. */
export class WasmKWeightedPower implements Meter<Float64Array> {
  readonly #signal: KernelSignal;
  readonly #filter: number;
  readonly #pieces: Pieces;
  readonly #power: Float64Array[] = [];

  constructor(sampleRateHz: Hertz, signal = new KernelSignal()) {
    const { kernel } = signal;
    const { shelf, highPass } = kWeighting(sampleRateHz);
    const sections = [shelf, highPass];
    this.#signal = signal;
    this.#filter = kernel.place(filterMemory(sections, sections));
    this.#pieces = new Pieces(kernel, LOUDNESS_BLOCK_SECONDS, sampleRateHz, [
      { gain: 1, onBlocks: (means) => this.#power.push(means.slice()) },
    ]);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => this.measure(count));
  }

  /** Takes the samples that are loaded. */
  measure(frames: Frames): void {
    const { kernel, left, right } = this.#signal;
    this.#pieces.measure(frames, (ends, pieces, sums) =>
      kernel.run.kWeightedSums(left, right, ends, pieces, this.#filter, sums),
    );
  }

  finish(): Float64Array {
    const power = new Float64Array(this.#power.reduce((sum, { length }) => sum + length, 0));
    let filled = 0;
    for (const means of this.#power) {
      power.set(means, filled);
      filled += means.length;
    }
    return power;
  }
}

/** `BandEnvelopeMeter` with both bands in the lanes of a vector. */
export class WasmBandEnvelopes implements Meter<BandEnvelopes> {
  readonly #signal: KernelSignal;
  readonly #filter: number;
  readonly #differences: number;
  readonly #pieces: Pieces;
  readonly #bands = [new GrowingFloat32(), new GrowingFloat32(), new GrowingFloat32()];

  constructor(sampleRateHz: Hertz, signal = new KernelSignal()) {
    const { kernel } = signal;
    const [body, high] = ENVELOPE_BANDS_HZ.map((band) => envelopeFilter(sampleRateHz, band));
    this.#signal = signal;
    this.#differences = kernel.reserve(8 * (CHUNK_FRAMES + 1));
    this.#filter = kernel.place(bandFilterMemory(body, high));
    const gains = [powerGainOf(body), powerGainOf(high), 1];
    const lanes = this.#bands.map((band, lane) => {
      return { gain: gains[lane], onBlocks: (means: Float64Array) => band.append(means) };
    });
    this.#pieces = new Pieces(kernel, ENVELOPE_BLOCK_SECONDS, sampleRateHz, lanes);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => this.measure(count));
  }

  /** Takes the samples that are loaded. */
  measure(frames: Frames): void {
    const { kernel, midSide } = this.#signal;
    this.#pieces.measure(frames, (ends, pieces, sums) =>
      kernel.run.bandSums(midSide.first, ends, pieces, this.#filter, this.#differences, sums),
    );
  }

  finish(): BandEnvelopes {
    const [body, high, full] = this.#bands.map((band) => band.take());
    return { blockSeconds: ENVELOPE_BLOCK_SECONDS, body, high, full };
  }
}

/** Coefficients and state of two cascades side by side, as `assembly/filters.ts` lays them out. */
export function filterMemory(
  first: readonly BiquadCoefficients[],
  second: readonly BiquadCoefficients[],
): Float64Array {
  const coefficients = first.flatMap((one, section) => {
    const other = second[section];
    return [one.b0, other.b0, one.b1, other.b1, one.b2, other.b2, one.a1, other.a1, one.a2, other.a2];
  });
  const states = 6 * first.length;
  return Float64Array.from([...coefficients, ...new Array<number>(states).fill(0)]);
}

/** Feedback coefficients and state of two band filters side by side, as `bandSums` reads them. */
function bandFilterMemory(first: readonly BiquadCoefficients[], second: readonly BiquadCoefficients[]): Float64Array {
  const coefficients = first.flatMap(({ a1, a2 }, section) => [a1, second[section].a1, a2, second[section].a2]);
  const states = 4 * first.length;
  return Float64Array.from([...coefficients, ...new Array<number>(states).fill(0)]);
}

/** What `bandSums` leaves out: the numerator of a high-pass or low-pass section is b0 times (1 ∓ z⁻¹)². */
function powerGainOf(sections: readonly BiquadCoefficients[]): number {
  return sections.reduce((gain, { b0 }) => gain * b0 * b0, 1);
}
