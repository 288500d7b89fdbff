import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { throwIfCancelled } from '../store/failure.ts';

/**
 * SHA-256 of a file's bytes in lower-case hexadecimal: the name by which a recording is known wherever it lies. The
 * file is streamed, whatever its length.
 *
 * @throws the system's own error for a file that cannot be read; Failure 'cancelled'
 */
export async function contentHashOf(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    throwIfCancelled(signal);
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Large enough that the calls do not count, small enough to react to a cancellation. */
const CHUNK_BYTES = 1 << 20;
