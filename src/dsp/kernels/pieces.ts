import { blockBoundary } from '../k-weighted-power.ts';
import type { Frames, Hertz, Seconds } from '../units.ts';
import type { KernelInstance } from './kernel-instance.ts';
import { CHUNK_FRAMES } from './kernel-signal.ts';

/** Cuts chunks at the ends of blocks, and puts sums of pieces together to sums of blocks. */
export class Pieces {
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

/** Takes the sums of a full block, which begin at `at`, and its length. */
type BlockListener = (sums: Float64Array, at: number, frames: Frames) => void;
