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
    if (this.#past.length === 0) return sample;
    const delayed = this.#past[this.#at];
    this.#past[this.#at] = sample;
    this.#at = (this.#at + 1) % this.#past.length;
    return delayed;
  }
}
