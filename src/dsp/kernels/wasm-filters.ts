import { envelopeFilters, ENVELOPE_BLOCK_SECONDS } from '../band-envelopes.ts';
import type { BiquadCoefficients } from '../biquad.ts';
import { GrowingFloat32 } from '../growing-array.ts';
import { kWeighting } from '../k-weighting.ts';
import { blockBoundary } from '../k-weighted-power.ts';
import { LOUDNESS_BLOCK_SECONDS } from '../loudness.ts';
import type { BandEnvelopes, Meter } from '../meters.ts';
import type { Frames, Hertz, Power, Seconds } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `KWeightedPower` with left and right in the two lanes of a vector. */
export class WasmKWeightedPower implements Meter<Float64Array> {
  readonly #kernel = new KernelInstance();
  readonly #left = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #right = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #filter: number;
  readonly #pieces: Pieces;
  readonly #power: number[] = [];

  constructor(sampleRateHz: Hertz) {
    const { shelf, highPass } = kWeighting(sampleRateHz);
    const sections = [shelf, highPass];
    this.#filter = this.#kernel.place(filterMemory(sections, sections));
    this.#pieces = new Pieces(this.#kernel, LOUDNESS_BLOCK_SECONDS, sampleRateHz, 1, (sums, frames) =>
      this.#power.push(sums[0] / frames),
    );
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - from);
      this.#kernel.floats(this.#left, count).set(left.subarray(from, from + count));
      this.#kernel.floats(this.#right, count).set(right.subarray(from, from + count));
      this.#pieces.measure(count, (ends, pieces, sums) =>
        this.#kernel.run.kWeightedSums(this.#left, this.#right, ends, pieces, this.#filter, sums),
      );
    }
  }

  finish(): Float64Array {
    return Float64Array.from(this.#power);
  }
}

/** `BandEnvelopeMeter` with two bands at a time in the lanes of a vector: low and body, then high and all. */
export class WasmBandEnvelopes implements Meter<BandEnvelopes> {
  readonly #kernel = new KernelInstance();
  readonly #left = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #right = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #mid = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #side = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #pairs: { filter: number; pieces: Pieces; bands: [GrowingFloat32, GrowingFloat32] }[];

  constructor(sampleRateHz: Hertz) {
    const [low, body, high] = envelopeFilters(sampleRateHz);
    const through = low.map(() => ({ b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 }));
    this.#pairs = [
      [low, body],
      [high, through],
    ].map(([first, second]) => {
      const bands: [GrowingFloat32, GrowingFloat32] = [new GrowingFloat32(), new GrowingFloat32()];
      const pieces = new Pieces(this.#kernel, ENVELOPE_BLOCK_SECONDS, sampleRateHz, 2, (sums, frames) => {
        bands[0].push(sums[0] / frames);
        bands[1].push(sums[1] / frames);
      });
      return { filter: this.#kernel.place(filterMemory(first, second)), pieces, bands };
    });
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - from);
      this.#kernel.floats(this.#left, count).set(left.subarray(from, from + count));
      this.#kernel.floats(this.#right, count).set(right.subarray(from, from + count));
      this.#kernel.run.midSide(this.#left, this.#right, this.#mid, this.#side, count);
      for (const { filter, pieces } of this.#pairs) {
        pieces.measure(count, (ends, pieceCount, sums) =>
          this.#kernel.run.cascadeSums(this.#mid, ends, pieceCount, filter, sums),
        );
      }
    }
  }

  finish(): BandEnvelopes {
    const [low, body, high, full] = this.#pairs.flatMap(({ bands }) => bands).map((band) => band.toArray());
    return { blockSeconds: ENVELOPE_BLOCK_SECONDS, low, body, high, full };
  }
}

/** Samples that the kernels are handed at once. */
const CHUNK_FRAMES: Frames = 32768;

/** Cuts chunks at the ends of blocks, and puts sums of pieces together to sums of blocks. */
class Pieces {
  readonly #kernel: KernelInstance;
  readonly #blockSeconds: Seconds;
  readonly #sampleRateHz: Hertz;
  readonly #lanes: number;
  readonly #onBlock: (sums: readonly Power[], frames: Frames) => void;
  readonly #ends: number;
  readonly #sums: number;
  readonly #room: number;
  readonly #open: Power[];
  #blocks = 0;
  #position: Frames = 0;

  /** Sums have `lanes` values each; `onBlock` is told the sums of each full block and its length. */
  constructor(
    kernel: KernelInstance,
    blockSeconds: Seconds,
    sampleRateHz: Hertz,
    lanes: number,
    onBlock: (sums: readonly Power[], frames: Frames) => void,
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
    this.#open = new Array<Power>(lanes).fill(0);
  }

  /**
   * Lets `kernel` sum the pieces of the next `frames` samples: it is told where their ends lie, how many they are, and
   * where sums go.
   */
  measure(frames: Frames, kernel: (ends: number, count: number, sums: number) => void): void {
    const ends = this.#kernel.integers(this.#ends, this.#room);
    let count = 0;
    for (let end = 0; end < frames; count++) {
      end = Math.min(frames, this.#boundary(this.#blocks + count + 1) - this.#position);
      ends[count] = end;
    }
    kernel(this.#ends, count, this.#sums);
    const sums = this.#kernel.doubles(this.#sums, this.#lanes * this.#room);
    for (let piece = 0; piece < count; piece++) {
      for (let lane = 0; lane < this.#lanes; lane++) this.#open[lane] += sums[piece * this.#lanes + lane];
      const blockEnd = this.#boundary(this.#blocks + 1);
      if (this.#position + ends[piece] === blockEnd) {
        this.#onBlock(this.#open, blockEnd - this.#boundary(this.#blocks));
        this.#open.fill(0);
        this.#blocks += 1;
      }
    }
    this.#position += frames;
  }

  #boundary(blocks: number): Frames {
    return blockBoundary(blocks, this.#blockSeconds, this.#sampleRateHz);
  }
}

/** Coefficients and state of two cascades side by side, as `assembly/filters.ts` lays them out. */
function filterMemory(first: readonly BiquadCoefficients[], second: readonly BiquadCoefficients[]): Float64Array {
  const coefficients = first.flatMap((one, section) => {
    const other = second[section];
    return [one.b0, other.b0, one.b1, other.b1, one.b2, other.b2, one.a1, other.a1, one.a2, other.a2];
  });
  const states = 4 * first.length;
  return Float64Array.from([...coefficients, ...new Array<number>(states).fill(0)]);
}
