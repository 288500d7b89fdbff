import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import lockfile from 'proper-lockfile';
import { Failure } from './failure.ts';

/**
 * A lock whose owner has not renewed it for this long belongs to a process that died. The owner renews it twice as
 * often.
 */
const STALE_MS = 4000;
/** Longer than `STALE_MS`, so that whoever waits on a dead process's lock gets it before giving up. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** How often a waiting process looks again. */
const RETRY_MS = 50;

/**
 * Runs `work` while no other process, and no other call in this one, holds the lock of `file`. The file itself need not
 * exist.
 *
 * @throws Failure 'refused' where the lock is still held after `timeoutMs`.
 */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const release = await acquire(file, timeoutMs);
  try {
    return await work();
  } finally {
    // A lock that was lost meanwhile (the machine slept) is not ours to release any more.
    await release().catch(() => undefined);
  }
}

async function acquire(file: string, timeoutMs: number): Promise<() => Promise<void>> {
  try {
    return await lockfile.lock(file, {
      realpath: false,
      stale: STALE_MS,
      retries: { retries: Math.ceil(timeoutMs / RETRY_MS), factor: 1, minTimeout: RETRY_MS, maxTimeout: RETRY_MS },
      // Losing the lock is harmless here: every write is atomic, so the later writer wins with a whole document.
      onCompromised: () => undefined,
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED') throw cause;
    throw new Failure(
      'refused',
      `${file} is in use by another Coproducer process; wait for it to finish and try again.`,
      {
        cause,
      },
    );
  }
}
