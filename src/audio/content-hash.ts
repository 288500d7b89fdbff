import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../store/failure.ts';

/**
 * SHA-256 of a file's bytes in lower-case hexadecimal, the name by which a recording is known wherever it lies, taken
 * from what is read of the file anyway.
 */
export class ContentHash {
  readonly #hash = createHash('sha256');
  #taken = 0;

  /** How many bytes from the start of the file are in the hash. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes the bytes read from `position` on, but for those that are in already and those behind a gap. */
  update(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (position > this.#taken || end <= this.#taken) return;
    this.#hash.update(bytes.subarray(this.#taken - position));
    this.#taken = end;
  }

  /** The hash of all that was taken. Call it once, last. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

/**
 * The hash of a whole file, which is read for it alone; streamed, whatever its length.
 *
 * @throws the system's own error for a file that cannot be read; Failure 'cancelled'
 */
export async function contentHashOf(file: string, signal?: AbortSignal): Promise<string> {
  const hash = new ContentHash();
  const handle = await open(file, 'r');
  try {
    // A stream would leave a megabyte for V8 to collect with every chunk.
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, hash.taken);
      if (bytesRead === 0) return hash.digest();
      throwIfCancelled(signal);
      hash.update(chunk.subarray(0, bytesRead), hash.taken);
    }
  } finally {
    await handle.close();
  }
}

/** Large enough that the calls do not count, small enough to react to a cancellation. */
const CHUNK_BYTES = 1 << 20;
