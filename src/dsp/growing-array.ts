import type { ResultRoom } from './result-room.ts';

/**
 * A `Float32Array` that grows at its end, for results whose number only the end of a file tells. What is expected is
 * reserved at once: the system gives memory when it is written to, so that too much costs nothing, and too little is
 * copied to where there is more room.
 */
export class GrowingFloat32 {
  #values: Float32Array<ArrayBuffer>;
  #length = 0;

  /**
   * @param expected how many values will come, as far as is known: a guess, not a bound
   * @param room where they are put unless more come; room of their own if undefined
   */
  constructor(expected = 0, room?: ResultRoom) {
    const count = Math.ceil(expected);
    this.#values = room?.floats(count) ?? new Float32Array(count);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds one value. */
  push(value: number): void {
    if (this.#length === this.#values.length) this.#makeRoom(1);
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** Adds all of `values`; those in double precision are rounded. */
  append(values: Float32Array | Float64Array): void {
    this.#makeRoom(values.length);
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  /** Adds `count` zeros and returns them, to be written to until the array grows again. */
  grow(count: number): Float32Array {
    this.#makeRoom(count);
    const added = this.#values.subarray(this.#length, this.#length + count);
    this.#length += count;
    return added;
  }

  /** The first `count` values, at most all. Call it once, last: nothing is left. */
  take(count = this.#length): Float32Array {
    const values = this.#values;
    const length = Math.min(Math.trunc(count), this.#length);
    this.#values = NONE;
    this.#length = 0;
    if (length === values.length) return values;
    return 2 * length >= values.length ? values.subarray(0, length) : values.slice(0, length);
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#values.length) return;
    const larger = new Float32Array(Math.max(needed, 2 * this.#values.length, LEAST));
    larger.set(this.#values.subarray(0, this.#length));
    this.#values = larger;
  }
}

/** 4 kB: what is short is not copied often. */
const LEAST = 1024;

const NONE = new Float32Array(0);
