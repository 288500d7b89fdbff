/** A `Float32Array` that grows at its end, doubling its room, for results whose number only the end of a file tells. */
export class GrowingFloat32 {
  #values: Float32Array;
  #length = 0;

  constructor(room = 1024) {
    this.#values = new Float32Array(room);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds one value. */
  push(value: number): void {
    this.grow(1);
    this.#values[this.#length - 1] = value;
  }

  /** Adds all of `values`. */
  append(values: ArrayLike<number>): void {
    const at = this.#length;
    this.grow(values.length);
    this.#values.set(values, at);
  }

  /** Adds `count` zeros and returns them, to be written to until the array grows again. */
  grow(count: number): Float32Array {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#values.length) {
      const larger = new Float32Array(Math.max(this.#length, 2 * this.#values.length));
      larger.set(this.#values.subarray(0, at));
      this.#values = larger;
    }
    return this.#values.subarray(at, this.#length);
  }

  /** A copy of the first `count` values, of exactly that length. */
  toArray(count = this.#length): Float32Array {
    return this.#values.slice(0, count);
  }
}
