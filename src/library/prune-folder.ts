import { readdir, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';

/** To this share of the limit, so that the next file does not start it over again. */
const PRUNED_TO = 0.9;

/** A file beside the finished ones that is older than this was left by a program that died. */
const STRAY_MS = 24 * 3_600_000;

/** A file is marked as used this often at most: the order of pruning needs no more. */
const USE_MARK_MS = 24 * 3_600_000;

/**
 * Deletes the files of a folder that were not touched for longest until the rest takes no more than the limit allows.
 * Two processes may prune at once, and what cannot be deleted stays.
 *
 * @param extension of finished files, with its dot; of others only those go that a program which died has left
 * @param mostBytes above it, files go until nine tenths of it are left
 */
export async function pruneFolder(folder: string, extension: string, mostBytes: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const about = await stat(file).catch(() => undefined);
      return about?.isFile() === true ? [{ file, bytes: about.size, usedMs: about.mtimeMs }] : [];
    }),
  );
  const kept = files.flat().sort((a, b) => a.usedMs - b.usedMs);
  let bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
  const goal = bytes > mostBytes ? PRUNED_TO * mostBytes : mostBytes;
  for (const { file, bytes: own, usedMs } of kept) {
    const isOld = path.extname(file) === extension ? bytes > goal : Date.now() - usedMs > STRAY_MS;
    if (!isOld) continue;
    const isGone = await unlink(file).then(
      () => true,
      () => false,
    );
    if (isGone) bytes -= own;
  }
}

/** So that pruning finds a file used; where it cannot be marked (a read-only disk) nothing is pruned either. */
export async function markUsed(file: string): Promise<void> {
  const now = new Date();
  const since = await stat(file).then(
    ({ mtimeMs }) => Math.abs(now.getTime() - mtimeMs),
    () => 0,
  );
  if (since > USE_MARK_MS) await utimes(file, now, now).catch(() => undefined);
}
