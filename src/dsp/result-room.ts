/**
 * Room for large results that are all done with at the same time, such as the matrices of a track. It is taken from the
 * system in blocks and given back to it at once, by `release`.
 *
 * Arrays of a few megabytes each would be taken from the heap of the C library, which what lives longer keeps from
 * shrinking again, and would be kept until V8 next looks through all that lives.
 */
export class ResultRoom {
  #blocks: ArrayBuffer[] = [];
  /** Bytes of the last block that are taken. */
  #taken = 0;

  /** So many zeros. */
  floats(count: number): Float32Array<ArrayBuffer> {
    const bytes = count * Float32Array.BYTES_PER_ELEMENT;
    const block = this.#blocks.at(-1);
    if (block === undefined || this.#taken + bytes > block.byteLength) {
      this.#blocks.push(new ArrayBuffer(Math.max(BLOCK_BYTES, bytes)));
      this.#taken = 0;
    }
    const floats = new Float32Array(this.#blocks[this.#blocks.length - 1], this.#taken, count);
    this.#taken += Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
    return floats;
  }

  /** A copy of these numbers. */
  copyOf(values: Float32Array): Float32Array<ArrayBuffer> {
    const copy = this.floats(values.length);
    copy.set(values);
    return copy;
  }

  /** Gives the room back: all that was taken from it is empty from now on. */
  release(): void {
    // The memory goes to an object that nobody has, which is gone when V8 next looks through what is young.
    structuredClone(this.#blocks, { transfer: this.#blocks });
    this.#blocks = [];
    this.#taken = 0;
  }
}

/**
 * More than 32 MiB, up to which the C library of Linux may keep what is given back to it (glibc's
 * DEFAULT_MMAP_THRESHOLD_MAX). What of it is never written to takes no memory.
 */
const BLOCK_BYTES = 33 << 20;
const LINE_BYTES = 64;
