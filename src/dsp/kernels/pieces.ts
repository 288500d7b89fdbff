import { blockBoundary } from '../k-weighted-power.ts';
import type { Frames, Hertz, Seconds } from '../units.ts';
import type { KernelInstance } from './kernel-instance.ts';
import { CHUNK_FRAMES } from './kernel-signal.ts';

/** Cuts chunks at the ends of blocks, and puts sums of pieces together to means of blocks. */
export class Pieces {
  readonly #kernel: KernelInstance;
  readonly #blockSeconds: Seconds;
  readonly #sampleRateHz: Hertz;
  readonly #lanes: readonly BlockListener[];
  readonly #gains: number;
  readonly #ends: number;
  readonly #sums: number;
  readonly #means: number;
  /** Sums of the block under way. */
  readonly #open: Float64Array;
  #blocks = 0;
  #blockStart: Frames = 0;
  #position: Frames = 0;

  /** Sums have a value for each lane; its means are gain · sum / samples. */
  constructor(kernel: KernelInstance, blockSeconds: Seconds, sampleRateHz: Hertz, lanes: readonly Lane[]) {
    this.#kernel = kernel;
    this.#blockSeconds = blockSeconds;
    this.#sampleRateHz = sampleRateHz;
    this.#lanes = lanes.map(({ onBlocks }) => onBlocks);
    this.#gains = kernel.place(Float64Array.from(lanes, ({ gain }) => gain));
    // One piece more where a block is under way, one where a block begins, one for rounding.
    const room = Math.ceil(CHUNK_FRAMES / (blockSeconds * sampleRateHz)) + 3;
    this.#ends = kernel.reserve(4 * room);
    this.#sums = kernel.reserve(8 * lanes.length * room);
    this.#means = kernel.reserve(8 * lanes.length * room);
    this.#open = new Float64Array(lanes.length);
  }

  /**
   * Lets `kernel` sum the pieces of the next `frames` samples: it is told where their ends lie, how many they are, and
   * where sums go.
   */
  measure(frames: Frames, kernel: (ends: number, count: number, sums: number) => void): void {
    const [ends, sumsAt, lanes] = [this.#ends, this.#sums, this.#open.length];
    const { run } = this.#kernel;
    const count = run.pieceEnds(this.#blocks, this.#blockSeconds, this.#sampleRateHz, this.#position, frames, ends);
    if (count === 0) return;
    kernel(ends, count, sumsAt);
    const sums = this.#kernel.doubles(sumsAt, lanes * count);
    for (let lane = 0; lane < lanes; lane++) sums[lane] += this.#open[lane];
    // All pieces end a block but, as a rule, the last one.
    const boundary = blockBoundary(this.#blocks + count, this.#blockSeconds, this.#sampleRateHz);
    const full = boundary === this.#position + frames ? count : count - 1;
    run.blockMeans(sumsAt, ends, full, lanes, this.#gains, this.#position - this.#blockStart, this.#means);
    const means = this.#kernel.doubles(this.#means, lanes * full);
    this.#lanes.forEach((onBlocks, lane) => onBlocks(means.subarray(lane * full, (lane + 1) * full)));
    this.#open.fill(0);
    if (full < count) this.#open.set(sums.subarray(full * lanes));
    this.#blocks += full;
    this.#blockStart = blockBoundary(this.#blocks, this.#blockSeconds, this.#sampleRateHz);
    this.#position += frames;
  }
}

interface Lane {
  gain: number;
  onBlocks: BlockListener;
}

/** Takes the means of blocks that have ended; they are overwritten by the next. */
type BlockListener = (means: Float64Array) => void;
