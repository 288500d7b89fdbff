import type { Frames } from '../../dsp/units.ts';

/** The smallest of the last `window` values, in constant time a value (a queue of the candidates, rising). */
export class SlidingMinimum {
  readonly #window: Frames;
  readonly #values: Float64Array;
  readonly #places: Float64Array;
  #head = 0;
  #count = 0;
  #place = 0;

  /** @param window ≥ 1. */
  constructor(window: Frames) {
    this.#window = window;
    this.#values = new Float64Array(window);
    this.#places = new Float64Array(window);
  }

  next(value: number): number {
    if (this.#count > 0 && this.#places[this.#head] <= this.#place - this.#window) this.#dropFirst();
    while (this.#count > 0 && this.#values[this.#slot(this.#count - 1)] >= value) this.#count--;
    const slot = this.#slot(this.#count);
    this.#values[slot] = value;
    this.#places[slot] = this.#place;
    this.#count++;
    this.#place++;
    return this.#values[this.#head];
  }

  #dropFirst(): void {
    this.#head = this.#slot(1);
    this.#count--;
  }

  #slot(offset: number): number {
    return (this.#head + offset) % this.#window;
  }
}
