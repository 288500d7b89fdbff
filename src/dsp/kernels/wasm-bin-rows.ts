import { rowsIn, type BinChoice, type BinRows, type MidAndSideRows, type Windows } from '../bin-rows.ts';
import type { Frames } from '../units.ts';
import { blockTwiddles } from './block-twiddles.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `BinRows` on the kernels, in an instance of its own. */
export class WasmBinRows implements BinRows {
  readonly #kernel = new KernelInstance();
  readonly #size: Frames;
  readonly #counts: readonly number[];
  readonly #total: number;
  readonly #at: {
    window: number;
    twiddles: number;
    blocks: number;
    others: number;
    counts: number;
    bins: number;
    amplitudes: number;
  };

  constructor({ size, window, bands }: BinChoice) {
    const kernel = this.#kernel;
    this.#size = size;
    this.#counts = bands.map(({ bins }) => bins.length);
    this.#total = this.#counts.reduce((sum, count) => sum + count, 0);
    const complex = (): number => kernel.reserve(2 * FLOAT_BYTES * size);
    this.#at = {
      window: kernel.place(Float32Array.from(window)),
      twiddles: kernel.place(blockTwiddles(size)),
      blocks: complex(),
      others: complex(),
      counts: kernel.place(Int32Array.from(this.#counts)),
      bins: kernel.place(Int32Array.from(bands.flatMap(({ bins }) => [...bins]))),
      amplitudes: kernel.place(
        Float32Array.from(bands.flatMap(({ amplitudes }) => [...amplitudes])).map((value) => value * Math.SQRT1_2),
      ),
    };
  }

  of(left: Float32Array, right: Float32Array, { start, hop, count }: Windows, room?: Float32Array): MidAndSideRows {
    const kernel = this.#kernel;
    const { window, twiddles, blocks, others, counts, bins, amplitudes } = this.#at;
    const length = this.#size + hop * (count - 1);
    const values = 2 * this.#total * count;
    const rows = rowsIn(this.#counts, count, room);
    kernel.borrow(() => {
      const [leftAt, rightAt] = [left, right].map((channel) => kernel.place(channel.subarray(start, start + length)));
      const at = kernel.reserve(2 * FLOAT_BYTES * values);
      kernel.run.binRows(
        ...([leftAt, rightAt, hop, count, window, blocks, others, this.#size, twiddles] as const),
        ...([counts, this.#counts.length, bins, amplitudes, at, at + FLOAT_BYTES * values] as const),
      );
      rows.room.set(kernel.floats(at, 2 * values));
    });
    return rows;
  }
}
