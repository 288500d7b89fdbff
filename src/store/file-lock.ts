import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { systemErrorCode } from './system-error.ts';
import { writeFault } from './write-fault.ts';

/** Who holds a lock; what the lock file says. */
const lockOwner = z.object({ pid: z.number().int(), host: z.string(), since: z.string(), token: z.string() });
type LockOwner = z.infer<typeof lockOwner>;

/** The owner shows this often that it is alive … */
const BEAT_MS = 1000;
/**
 * … and is taken for dead where it cannot be asked, being on another machine, or where another process has got its
 * number, when a waiting process has not seen a sign of it for this long. Seen by the waiting process's own steady
 * clock: times of files mean nothing where a clock was set or two machines' clocks differ.
 */
const STALE_MS = 10_000;
/** The same for a lock file without its owner's name: its maker died, or is just about to write it. */
const UNNAMED_MS = 500;
/** Longer than `STALE_MS`, so that whoever waits on a dead process's lock gets it before giving up. */
const DEFAULT_TIMEOUT_MS = 15_000;
/** How often a waiting process looks again. */
const RETRY_MS = 15;

/**
 * Runs `work` while no other process, and no other call in this one, holds the lock of `file`. The file itself need not
 * exist; the lock is the file beside it that ends in `.lock` and names its owner. The lock of a process that died is
 * taken over at once.
 *
 * @throws Failure 'refused' with the owner's number where the lock is still held after `timeoutMs`; 'input' where no
 * lock file can be made.
 */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<T> {
  const lock = `${file}.lock`;
  const owner = { pid: process.pid, host: os.hostname(), since: new Date().toISOString(), token: randomUUID() };
  await acquire(file, owner, timeoutMs);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await release(lock, owner);
  }
}

/** Who holds a lock, for a person to read; `undefined` where none is held. @param lock the file that ends in `.lock` */
export async function lockHolder(lock: string): Promise<{ pid: number; isAlive: boolean } | undefined> {
  const owner = ownerIn(await readFile(lock, 'utf8').catch(() => ''));
  if (owner === undefined) return undefined;
  return { pid: owner.pid, isAlive: owner.host !== os.hostname() || isAlive(owner.pid) };
}

async function acquire(file: string, owner: LockOwner, timeoutMs: number): Promise<void> {
  const lock = `${file}.lock`;
  await mkdir(path.dirname(lock), { recursive: true }).catch((cause: unknown) => {
    throw writeFault(lock, cause);
  });
  const deadline = performance.now() + timeoutMs;
  const watch = new LockWatch(lock);
  while (!(await make(lock, owner))) {
    const holder = await watch.look();
    if (holder === 'none') continue;
    if (holder.dead) {
      await removeDead(lock, holder.owner?.token, owner);
      continue;
    }
    if (performance.now() >= deadline) {
      const who = holder.owner === undefined ? '' : ` (process ${holder.owner.pid} on ${holder.owner.host})`;
      throw new Failure(
        'refused',
        `${file} is in use by another Coproducer process${who}; wait for it to finish and try again.`,
      );
    }
    await wait(RETRY_MS);
  }
}

/** Makes the lock file, which succeeds for one process only. */
async function make(lock: string, owner: LockOwner): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx');
    try {
      await handle.writeFile(JSON.stringify(owner));
    } finally {
      await handle.close();
    }
    return true;
  } catch (cause) {
    // Windows answers EPERM while another process is just removing the file.
    const code = systemErrorCode(cause);
    if (code === 'EEXIST' || (code === 'EPERM' && (await isThere(lock)))) return false;
    if (code === 'ENOSPC') await rm(lock, { force: true });
    throw writeFault(lock, cause);
  }
}

type Holder = 'none' | { owner: LockOwner | undefined; dead: boolean };

/** Looks at a lock again and again, and remembers for how long it has shown no sign of life. */
class LockWatch {
  readonly #lock: string;
  #sign = '';
  #since = 0;

  constructor(lock: string) {
    this.#lock = lock;
  }

  async look(): Promise<Holder> {
    try {
      const { mtimeMs, ino } = await stat(this.#lock);
      const owner = ownerIn(await readFile(this.#lock, 'utf8'));
      const sign = `${String(ino)} ${String(mtimeMs)} ${owner?.token ?? ''}`;
      if (sign !== this.#sign) [this.#sign, this.#since] = [sign, performance.now()];
      const silentMs = performance.now() - this.#since;
      if (owner === undefined) return { owner, dead: silentMs > UNNAMED_MS };
      const isGone = owner.host === os.hostname() && !isAlive(owner.pid);
      return { owner, dead: isGone || silentMs > STALE_MS };
    } catch (cause) {
      const code = systemErrorCode(cause);
      if (code === 'ENOENT') return 'none';
      // A folder is what locks were in version 0.1; whoever made it is gone.
      if (code === 'EISDIR') return { owner: undefined, dead: true };
      throw cause;
    }
  }
}

function ownerIn(text: string): LockOwner | undefined {
  try {
    return lockOwner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // It is there, and belongs to somebody else.
    return systemErrorCode(cause) === 'EPERM';
  }
}

/**
 * Removes a dead owner's lock. Only one process may do so at a time: a second one that had found the owner dead would
 * remove the lock that the first has made meanwhile.
 */
async function removeDead(lock: string, deadToken: string | undefined, remover: LockOwner): Promise<void> {
  const turn = `${lock}.takeover`;
  if (!(await make(turn, remover))) {
    const holder = await new LockWatch(turn).look();
    if (holder !== 'none' && holder.dead) await rm(turn, { force: true });
    await wait(RETRY_MS);
    return;
  }
  try {
    const holder = await new LockWatch(lock).look();
    if (holder !== 'none' && holder.owner?.token === deadToken) await rm(lock, { force: true, recursive: true });
  } catch (cause) {
    throw writeFault(lock, cause);
  } finally {
    await rm(turn, { force: true }).catch(() => undefined);
  }
}

/**
 * A lock that another process has taken over meanwhile (this machine slept) is not ours to release any more. One that
 * the disk does not let go is taken over when this process has ended.
 */
async function release(lock: string, { token }: LockOwner): Promise<void> {
  const text = await readFile(lock, 'utf8').catch(() => '');
  if (ownerIn(text)?.token === token) await rm(lock, { force: true }).catch(() => undefined);
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
