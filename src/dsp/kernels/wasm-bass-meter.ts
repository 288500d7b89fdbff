import { ENVELOPE_BLOCK_SECONDS } from '../band-envelopes.ts';
import { bassOf, bassPlan, firstKept, type BassPlan } from '../bass-meter.ts';
import type { BiquadCoefficients } from '../biquad.ts';
import { GrowingFloat32 } from '../growing-array.ts';
import type { Bass, BassMeter } from '../meters.ts';
import type { Frames, Hertz } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES } from './kernel-signal.ts';
import { Pieces } from './pieces.ts';
import { filterMemory } from './wasm-filters.ts';

/** `BassMeter` with the filter of the envelope and that of the waveform in the lanes of a vector. */
export class WasmBassMeter implements BassMeter {
  readonly #kernel = new KernelInstance();
  readonly #plan: BassPlan;
  readonly #filter: number;
  readonly #pieces: Pieces;
  readonly #input = this.#kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES);
  /** Two numbers in double precision a sample. */
  readonly #pairs = this.#kernel.reserve(16 * CHUNK_FRAMES);
  readonly #kept = this.#kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES);
  readonly #envelope = new GrowingFloat32();
  readonly #waveform = new GrowingFloat32();
  #position: Frames = 0;

  /** @param sampleRateHz of the signal before it was decimated */
  constructor(sampleRateHz: Hertz) {
    const plan = bassPlan(sampleRateHz);
    this.#plan = plan;
    const waveform = plan.envelope.map((_, section) => plan.waveform[section] ?? UNCHANGED);
    this.#filter = this.#kernel.place(filterMemory(plan.envelope, waveform));
    this.#pieces = new Pieces(this.#kernel, ENVELOPE_BLOCK_SECONDS, plan.rateHz, [
      { gain: 1, onBlocks: (means) => this.#envelope.append(means) },
    ]);
  }

  push(mid: Float32Array): void {
    for (let from = 0; from < mid.length; from += CHUNK_FRAMES) {
      this.#measure(mid.subarray(from, from + CHUNK_FRAMES));
    }
  }

  finish(blocks: number): Bass {
    return bassOf(this.#plan, this.#envelope.take(blocks), this.#waveform.take());
  }

  #measure(mid: Float32Array): void {
    const { envelope, keepEvery } = this.#plan;
    const first = firstKept(this.#position, keepEvery);
    this.#kernel.floats(this.#input, mid.length).set(mid);
    this.#pieces.measure(mid.length, (ends, count, sums) =>
      this.#kernel.run.bassSums(
        this.#input,
        ends,
        count,
        this.#filter,
        envelope.length,
        this.#pairs,
        sums,
        first,
        keepEvery,
        this.#kept,
      ),
    );
    const kept = Math.max(0, Math.ceil((mid.length - first) / keepEvery));
    this.#waveform.append(this.#kernel.floats(this.#kept, kept));
    this.#position += mid.length;
  }
}

/** A section that lets everything through as it is: the filter of the waveform has fewer than that of the envelope. */
const UNCHANGED: BiquadCoefficients = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };
