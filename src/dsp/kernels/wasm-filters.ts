import { envelopeFilter, ENVELOPE_BANDS_HZ, ENVELOPE_BLOCK_SECONDS } from '../band-envelopes.ts';
import type { BiquadCoefficients } from '../biquad.ts';
import { GrowingFloat32 } from '../growing-array.ts';
import { kWeighting } from '../k-weighting.ts';
import { blockBoundary } from '../k-weighted-power.ts';
import { LOUDNESS_BLOCK_SECONDS } from '../loudness.ts';
import type { BandEnvelopes, Meter } from '../meters.ts';
import type { Frames, Hertz, Seconds } from '../units.ts';
import type { KernelInstance } from './kernel-instance.ts';
import { CHUNK_FRAMES, KernelSignal } from './kernel-signal.ts';

/** `KWeightedPower` with left and right in the two lanes of a vector. */
export class WasmKWeightedPower implements Meter<Float64Array> {
  readonly #signal: KernelSignal;
  readonly #filter: number;
  readonly #pieces: Pieces;
  readonly #power: number[] = [];

  constructor(sampleRateHz: Hertz, signal = new KernelSignal()) {
    const { kernel } = signal;
    const { shelf, highPass } = kWeighting(sampleRateHz);
    const sections = [shelf, highPass];
    this.#signal = signal;
    this.#filter = kernel.place(filterMemory(sections, sections));
    this.#pieces = new Pieces(kernel, LOUDNESS_BLOCK_SECONDS, sampleRateHz, 1, (sums, at, frames) =>
      this.#power.push(sums[at] / frames),
    );
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
    return Float64Array.from(this.#power);
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
    this.#pieces = new Pieces(kernel, ENVELOPE_BLOCK_SECONDS, sampleRateHz, this.#bands.length, (sums, at, frames) => {
      for (let band = 0; band < gains.length; band++) this.#bands[band].push((gains[band] * sums[at + band]) / frames);
    });
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
    const [body, high, full] = this.#bands.map((band) => band.toArray());
    return { blockSeconds: ENVELOPE_BLOCK_SECONDS, body, high, full };
  }
}

/** Takes the sums of a full block, which begin at `at`, and its length. */
type BlockListener = (sums: Float64Array, at: number, frames: Frames) => void;

/** Cuts chunks at the ends of blocks, and puts sums of pieces together to sums of blocks. */
class Pieces {
  readonly #kernel: KernelInstance;
  readonly #blockSeconds: Seconds;
  readonly #sampleRateHz: Hertz;
  readonly #lanes: number;
  readonly #onBlock: BlockListener;
  readonly #ends: number;
  readonly #sums: number;
  readonly #room: number;
  /** Sums of the block under way. */
  readonly #open: Float64Array;
  #blocks = 0;
  #blockStart: Frames = 0;
  #position: Frames = 0;

  /** Sums have `lanes` values each. */
  constructor(
    kernel: KernelInstance,
    blockSeconds: Seconds,
    sampleRateHz: Hertz,
    lanes: number,
    onBlock: BlockListener,
  ) {
    this.#kernel = kernel;
    this.#blockSeconds = blockSeconds;
    this.#sampleRateHz = sampleRateHz;
    this.#lanes = lanes;
    this.#onBlock = onBlock;
    // One piece more where a block is under way, one where a block begins, one for rounding.
    this.#room = Math.ceil(CHUNK_FRAMES / (blockSeconds * sampleRateHz)) + 3;
    this.#ends = kernel.reserve(4 * this.#room);
    this.#sums = kernel.reserve(8 * lanes * this.#room);
    this.#open = new Float64Array(lanes);
  }

  /**
   * Lets `kernel` sum the pieces of the next `frames` samples: it is told where their ends lie, how many they are, and
   * where sums go.
   */
  measure(frames: Frames, kernel: (ends: number, count: number, sums: number) => void): void {
    const ends = this.#kernel.integers(this.#ends, this.#room);
    let count = 0;
    let boundary = 0;
    for (let end = 0; end < frames; count++) {
      boundary = blockBoundary(this.#blocks + count + 1, this.#blockSeconds, this.#sampleRateHz) - this.#position;
      end = Math.min(frames, boundary);
      ends[count] = end;
    }
    if (count === 0) return;
    kernel(this.#ends, count, this.#sums);
    const lanes = this.#lanes;
    const sums = this.#kernel.doubles(this.#sums, lanes * this.#room);
    for (let lane = 0; lane < lanes; lane++) sums[lane] += this.#open[lane];
    // All pieces end a block but, as a rule, the last one.
    const full = boundary === frames ? count : count - 1;
    for (let piece = 0; piece < full; piece++) {
      const end = this.#position + ends[piece];
      this.#onBlock(sums, piece * lanes, end - this.#blockStart);
      this.#blockStart = end;
    }
    for (let lane = 0; lane < lanes; lane++) this.#open[lane] = full < count ? sums[full * lanes + lane] : 0;
    this.#blocks += full;
    this.#position += frames;
  }
}

/** Coefficients and state of two cascades side by side, as `assembly/filters.ts` lays them out. */
function filterMemory(first: readonly BiquadCoefficients[], second: readonly BiquadCoefficients[]): Float64Array {
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
