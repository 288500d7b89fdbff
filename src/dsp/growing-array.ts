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
    if (this.#length === this.#values.length) this.#makeRoom(1);
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** Adds all of `values`. */
  append(values: ArrayLike<number>): void {
    this.#makeRoom(values.length);
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  /** Adds `count` zeros and returns them, to be written to until the array grows again. */
  grow(count: number): Float32Array {
    this.#makeRoom(count);
    this.#length += count;
    return this.#values.subarray(this.#length - count, this.#length);
  }

  /** The values, to be read until the array grows again. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }

  /** A copy of the first `count` values, at most all. */
  toArray(count = this.#length): Float32Array {
    return this.#values.slice(0, count);
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#values.length) return;
    const larger = new Float32Array(Math.max(this.#length + count, 2 * this.#values.length));
    larger.set(this.#values.subarray(0, this.#length));
    this.#values = larger;
  }
}
