/**
 * A `Float32Array` that grows at its end, for results whose number only the end of a file tells. It grows by segments,
 * so that nothing is copied before the end, and the segments of one file serve the next: memory that a process touches
 * for the first time costs more than what is written to it.
 */
export class GrowingFloat32 {
  readonly #full: Float32Array<ArrayBuffer>[] = [];
  #segment = NONE;
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds one value. */
  push(value: number): void {
    if (this.#used === this.#segment.length) this.#begin(1);
    this.#segment[this.#used] = value;
    this.#used += 1;
    this.#length += 1;
  }

  /** Adds all of `values`. */
  append(values: Float32Array): void {
    for (let from = 0; from < values.length;) {
      if (this.#used === this.#segment.length) this.#begin(1);
      const count = Math.min(values.length - from, this.#segment.length - this.#used);
      const isAll = count === values.length;
      this.#segment.set(isAll ? values : values.subarray(from, from + count), this.#used);
      this.#used += count;
      this.#length += count;
      from += count;
    }
  }

  /** Adds `count` zeros and returns them, to be written to until the array grows again. */
  grow(count: number): Float32Array {
    if (this.#used + count > this.#segment.length) this.#begin(count);
    const added = this.#segment.subarray(this.#used, this.#used + count).fill(0);
    this.#used += count;
    this.#length += count;
    return added;
  }

  /** The first `count` values, at most all. Call it once, last: nothing is left. */
  take(count = this.#length): Float32Array {
    this.#close();
    const values = new Float32Array(Math.min(Math.trunc(count), this.#length));
    let at = 0;
    for (const segment of this.#full) {
      const room = values.length - at;
      values.set(segment.length <= room ? segment : segment.subarray(0, room), at);
      at = Math.min(at + segment.length, values.length);
      keepForOthers(segment);
    }
    this.#full.length = 0;
    this.#length = 0;
    return values;
  }

  #begin(count: number): void {
    this.#close();
    const kept = count <= SEGMENT ? KEPT.pop() : undefined;
    this.#segment = kept ?? new Float32Array(Math.max(count, SEGMENT));
  }

  #close(): void {
    if (this.#used > 0) this.#full.push(this.#segment.subarray(0, this.#used));
    this.#segment = NONE;
    this.#used = 0;
  }
}

/** 32 kB: large beside what is added at once, small beside what a file needs. */
const SEGMENT = 8192;
/** 24 MB, what ten minutes of music need of it. */
const MOST_KEPT = 750;

const NONE = new Float32Array(0);
/** Segments that nobody uses at present. */
const KEPT: Float32Array<ArrayBuffer>[] = [];

function keepForOthers({ buffer, byteLength }: Float32Array<ArrayBuffer>): void {
  const isWhole = byteLength > 0 && buffer.byteLength === SEGMENT * Float32Array.BYTES_PER_ELEMENT;
  if (isWhole && KEPT.length < MOST_KEPT) KEPT.push(new Float32Array(buffer));
}
