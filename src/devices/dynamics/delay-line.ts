import type { Frames } from '../../dsp/units.ts';

/** A signal some whole samples later; silence before its start. */
export class DelayLine {
  readonly #past: Float64Array;
  #at = 0;

  /** @param frames ≥ 0; 0 passes the signal on at once. */
  constructor(frames: Frames) {
    this.#past = new Float64Array(frames);
  }

  next(sample: number): number {
    const past = this.#past;
    if (past.length === 0) return sample;
    const at = this.#at;
    const delayed = past[at];
    past[at] = sample;
    this.#at = at + 1 === past.length ? 0 : at + 1;
    return delayed;
  }

  /** Delays the samples from `from` up to `to` in place. */
  process(samples: Float32Array | Float64Array, from: Frames, to: Frames): void {
    const past = this.#past;
    if (past.length === 0) return;
    let at = this.#at;
    for (let n = from; n < to; n++) {
      const delayed = past[at];
      past[at] = samples[n];
      samples[n] = delayed;
      at = at + 1 === past.length ? 0 : at + 1;
    }
    this.#at = at;
  }
}
